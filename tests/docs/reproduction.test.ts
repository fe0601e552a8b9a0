import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { Document, updating } from "./markdown.ts";
import { collectedRuns, withClaims } from "./reproduction.ts";

const read = (path: string): string => readFileSync(path, "utf8");

const page = new Document("docs/reproduction.md");
const experiment = (name: string): string => fileURLToPath(new URL(`../../experiments/${name}.yaml`, import.meta.url));

test("the page is what the collected runs say (UPDATE_DOCS=1 rewrites it)", () => {
  const { text } = withClaims(page.text, collectedRuns());
  if (updating()) writeFileSync(page.path, text);
  else expect(page.text).toBe(text);
});

test("the page shows every run that was collected, and names experiments that there are", () => {
  const { shown } = withClaims(page.text, collectedRuns());
  expect(shown.filter((name) => !existsSync(experiment(name)))).toEqual([]);
  expect(collectedRuns().filter((run) => !shown.includes(run.experiment))).toEqual([]);
  expect(new Set(shown).size).toBe(shown.length);
});

test("what was collected are the claims that the experiments make now", async () => {
  for (const { experiment: name, at, claims } of collectedRuns()) {
    const options = at === "default" ? {} : { profile: at };
    const { claims: stated } = await loadExperiment(experiment(name), { read, ...options });
    expect([name, at, claims.map(({ claim }) => claim)]).toEqual([name, at, stated.map(({ text }) => text)]);
  }
});

test("a section says what there is of each scale, and of a claim in each reading", () => {
  const finding = { verdict: "holds", repeats: 3, numbers: "mean(l0): 3 [2, 4]" } as const;
  const run = {
    experiment: "x",
    at: "post",
    scale: { "data.activationDim": [256], "seeds.init": [0, 1, 2] },
    cells: 9,
    grid: { "sae.dictSize": ["½×", "1×", "2×"] },
    table: "a".repeat(64),
    verdicts: "b".repeat(64),
    figures: { one: "c".repeat(64) },
    axes: ["decay"],
    readings: [{ decay: "power" }, { decay: "none" }],
    claims: [
      {
        name: "few",
        claim: "mean(l0) < 5 or mean(l0) > 9",
        says: "Few | active.",
        findings: [
          { ...finding, reading: { decay: "power" } },
          { ...finding, reading: { decay: "none" }, verdict: "undecided", why: "so" },
        ],
      },
    ],
  } as const;
  const { text } = withClaims(
    "<!-- claims: x -->\n<!-- end -->\n<!-- readings: x -->\n<!-- end -->\n<!-- claims: y -->\nstale\n<!-- end -->",
    [run],
  );
  expect(text).toContain(
    "| few: `mean(l0) < 5 or mean(l0) > 9`<br>Few \\| active. | power | **holds** | mean(l0): 3 [2, 4] |",
  );
  expect(text).toContain("|  | none | **undecided**: so |");
  expect(text).toContain("| power | holds |\n| none | undecided |\n| holds in | 1 of 2 |");
  expect(text).toContain("sae.dictSize ½×–2×; 9 cells; 3 repeats");
  expect(text).toContain("cccccccccccc");
  expect(text).toContain("Not run yet");
  expect(text).not.toContain("stale");
});
