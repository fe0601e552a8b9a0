import { expect, test } from "vitest";
import { readmeText } from "../../src/capsule/readme.ts";
import { cellNote, planNote } from "../../src/tracking/notes.ts";
import type { TrackedPlan } from "../../src/tracking/tracked-plan.ts";
import { GRID, planOf } from "./plans.ts";

const EVIL = "x <img src=x onerror=alert(1)> [a](javascript:b) | c\n\n# forged\n\n| verdict |\n|---|\n| holds |\u202E";

test("notes in MLflow and the README of a capsule escape titles, descriptions and failures", async () => {
  const plan = await planOf(GRID);
  const [cell] = plan.cells;
  const about = { title: EVIL, description: EVIL, file: "x.yaml", again: "exp `x`.yaml" };
  const manifest = { key: "ab", kind: "figure", title: EVIL, experiment: "x", outputs: { [EVIL]: "cd" }, commit: "" };
  const texts = [
    planNote({ plan, about } as unknown as TrackedPlan),
    cell === undefined ? "" : cellNote(plan, cell, EVIL),
    readmeText(manifest, "exp"),
  ];
  for (const text of texts) {
    expect(text).toContain("&lt;img");
    expect(text).not.toMatch(/<img|\]\(javascript|^# forged|^\| verdict|\u202E/mu);
  }
  expect(texts[0]).toContain("`` exp `x`.yaml ``");
});
