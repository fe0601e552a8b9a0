import { opVersions } from "@goldilocks/engine";
import { compile } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { figureIssues } from "../src/figure-issues.ts";

const head = "goldilocks: 1\nname: a\ngrid: { sae.l1Coefficient: [0.1, 1] }\n";

async function issuesOf(text: string) {
  const experiment = await loadExperiment("a.yaml", { read: () => head + text });
  return figureIssues(compile(experiment, opVersions));
}
const told = async (text: string) =>
  (await issuesOf(text)).map(({ code, span }) => `${span?.start.line}:${span?.start.column} ${code}`);

describe("an option that a figure cannot have is an issue at its place, before anything is trained", () => {
  test.each(
    [
      ["kind: history, y: mmcs.truth, bins: 5", "4:49 FIGURES_OPTION"],
      ["kind: history, y: [loss.total, mmcs.truth]", "4:31 FIGURES_SCALE"],
      ["kind: histogram, x: mmcs.truth, bins: [1, 0]", "4:51 FIGURES_BINS"],
      ["kind: line, x: sae.l1Coefficient, y: mmcs.truth, domains: { x: [0, 1] }", "4:76 FIGURES_DOMAIN"],
    ].filter(([, issue]) => issue !== ""),
  )("%s", async (figure, issue) => {
    expect(await told(`figures: [{ ${figure} }]`)).toEqual([issue]);
  });
});

describe("characters that the fonts lack are a warning where they stand", () => {
  const line = "kind: line, x: sae.l1Coefficient, y: mmcs.truth";

  test.each([
    [`title: 特征\nfigures: [{ ${line} }]`, "4:1 CLI_NO_GLYPH"],
    [`figures: [{ ${line}, title: "ميزة" }]`, "4:69 CLI_NO_GLYPH"],
    [`figures: [{ ${line}, caption: "हि" }]`, "4:71 CLI_NO_GLYPH"],
    [`figures: [{ ${line}, labels: { y: 🎉 } }]`, "4:75 CLI_NO_GLYPH"],
  ])("%s", async (text, expected) => {
    const issues = await issuesOf(text);
    expect(issues.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(await told(text)).toEqual([expected]);
  });

  test("and each is named once", async () => {
    const [issue] = await issuesOf(`title: 特征特\nfigures: [{ ${line} }]`);
    expect(issue?.message.endsWith("特 征")).toBe(true);
  });

  test.each([
    `title: "∀ α ∈ ℝ: Жук ≈ ½×"\nfigures: [{ ${line} }]`,
    `title: 特征\nfigures: [{ ${line}, hide: [title] }]`,
    `title: 特征\nfigures: [{ ${line}, formats: [svg] }]`,
  ])("no warning: %s", async (text) => {
    expect(await issuesOf(text)).toEqual([]);
  });
});
