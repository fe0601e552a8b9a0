import { opVersions } from "@goldilocks/engine";
import { checkExperiment, compile } from "@goldilocks/plan";
import { loadExperiment, type SpecError } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { earlyFigureIssues, figureIssues } from "../src/figure-issues.ts";

const head = "goldilocks: 1\nname: a\ngrid: { sae.l1Coefficient: [0.1, 1] }\n";

async function issuesOf(text: string, before = head) {
  const experiment = await loadExperiment("a.yaml", { read: () => before + text });
  return figureIssues(compile(experiment, opVersions));
}
const told = async (text: string, before = head) =>
  (await issuesOf(text, before)).map(({ code, span }) => `${span?.start.line}:${span?.start.column} ${code}`);

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

/** Every issue that a file has before it is compiled, as `column CODE`, in order. */
async function earlyIn(figure: string): Promise<readonly string[]> {
  const text = `${head}figures: [{ ${figure} }]`;
  const early = loadExperiment("a.yaml", {
    read: () => text,
    check: (experiment, found) => [
      ...checkExperiment(experiment, found.doubtful),
      ...earlyFigureIssues(experiment, found),
    ],
  });
  return early.then(
    () => [],
    ({ issues }: SpecError) => issues.map(({ code, span }) => `${span?.start.column} ${code}`),
  );
}

describe("what is wrong with a figure is told at once", () => {
  const line = "kind: line, x: sae.l1Coefficient, y: mmcs.truth";
  const bins = "kind: histogram, x: mmcs.truth, bins: [3, 1]";

  test.each<[string, readonly string[]]>([
    [bins, ["51 FIGURES_BINS"]],
    [`${bins}, width: -3`, ["51 FIGURES_BINS", "66 SPEC_RANGE"]],
    [`${bins}, spread: box, dpi: 10`, ["51 FIGURES_BINS", "67 FIGURES_OPTION", "77 SPEC_RANGE"]],
    [`${line}, domain: [2, 1], interval: 4`, ["70 FIGURES_DOMAIN", "88 SPEC_RANGE"]],
    [
      `${line}, domain: [2, 1], domains: { x: [1, 0] }, scales: { y: cube }`,
      ["70 FIGURES_DOMAIN", "92 FIGURES_DOMAIN", "115 SPEC_VALUE"],
    ],
    [`${line}, height: -3, where: { sae.l1Coefficient: 7 }`, ["70 SPEC_RANGE", "102 PLAN_NO_ROWS"]],
    [`${line}, width: -3, reduce: { at: 300 }`, ["69 SPEC_RANGE", "81 PLAN_NO_STEP"]],
    ["kind: history, y: [loss.total, mmcs.truth], bins: 5", ["31 FIGURES_SCALE", "63 FIGURES_OPTION"]],
    ["kind: line, x: sae.l1Coefficient, y: ssll, scales: { y: log }", ["69 FIGURES_NEGATIVE_ON_LOG"]],
  ])("%s", async (figure, issues) => {
    expect(await earlyIn(figure)).toEqual(issues);
  });

  test.each<[string, readonly string[]]>([
    ["kind: histogram, x: nope, bins: [3, 1], reference: [chance]", ["33 SPEC_UNKNOWN_COLUMN", "45 FIGURES_BINS"]],
    ["kind: histogramm, x: mmcs.truth, bins: 5", ["19 SPEC_VALUE"]],
    ["kind: heatmap, x: sae.l1Coefficient, y: 5, fill: l0", ["53 SPEC_TYPE"]],
    ["kind: heatmap, x: sae.l1Coefficient, y: sae.dictSize, fil: l0", ["11 SPEC_MISSING_KEY", "67 SPEC_UNKNOWN_KEY"]],
  ])("and nothing that only follows from another fault: %s", async (figure, issues) => {
    expect(await earlyIn(figure)).toEqual(issues);
  });
});

/** What is wrong with a scatter of so many series, of a file whose fourth line it stands in. */
function scatterOf(count: number, more = ""): Promise<readonly string[]> {
  const seeds = Array.from({ length: count }, (_, n) => `s${n}: { seeds.init: ${n} }`).join(", ");
  const scatter = "kind: scatter, x: l0, y: mmcs.truth, fill: dead, series: seed";
  return told(`figures: [{ ${scatter}${more} }]`, `goldilocks: 1\nname: a\ngrid: { seed: { ${seeds} } }\n`);
}

test("a scatter with fill of more series than there are shapes is an issue at its series, as far as it draws them", async () => {
  expect(await scatterOf(8)).toEqual([]);
  expect(await scatterOf(9)).toEqual(["4:70 FIGURES_CHANNEL"]);
  expect(await scatterOf(9, ", where: { seed: [s1, s2] }")).toEqual([]);
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
