import { checkExperiment, compile } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const text = (figure: string, more = "") =>
  `goldilocks: 1\nname: a\nmetrics: [mmcs.truth, recovered.truth]\n${more}grid: { train.steps: [1000, 5000] }\nfigures:\n  - { ${figure} }\n`;
const line = "kind: line, x: sae.l1Coefficient, y: mmcs.truth";

async function issuesOf(figure: string, more?: string): Promise<string[]> {
  const experiment = await load(text(figure, more));
  return checkExperiment(experiment).map(({ code, span }) => `${span?.start.column ?? 0} ${code}`);
}

const vectors = async (at: number) => {
  const plan = compile(await load(text(`${line}, reduce: { at: ${at} }`)), versions);
  const node = plan.nodes.get(plan.figures[0] ?? "");
  return node?.kind === "figure" ? node.parameters.vectors : undefined;
};

describe("a figure of one step", () => {
  it.each<[string, string, string[]]>([
    ["at which trainings end", `${line}, reduce: { at: 5000 }`, []],
    ["that trainings record", `${line}, reduce: { at: 200 }`, []],
    ["that they do not record", `${line}, reduce: { at: 300 }`, ["64 PLAN_NO_STEP"]],
    ["that they never get to", `${line}, reduce: { at: 10000 }`, ["64 PLAN_NO_STEP"]],
    [
      "that has no such metric",
      "kind: line, x: sae.l1Coefficient, y: recovered.truth, reduce: { at: 200 }",
      ["44 PLAN_NO_STEP"],
    ],
    ["as a histogram", "kind: histogram, x: mmcs.truth, reduce: { at: 200 }", ["47 PLAN_NO_STEP"]],
    ["of what only histories have", "kind: line, x: sae.l1Coefficient, y: movement, reduce: { at: 200 }", []],
  ])("%s", async (_, figure, issues) => {
    expect(await issuesOf(figure)).toEqual(issues);
  });

  it.each<[string, string, string[]]>([
    ["3", "320", ["64 PLAN_NO_STEP"]],
    ["10", "320", []],
    ["10", "300", ["64 PLAN_NO_STEP"]],
    ["10", "200", []],
  ])("of trainings with %s entries in a decade, at %s", async (perDecade, at, issues) => {
    const figure = `${line}, reduce: { at: ${at} }`;
    expect(await issuesOf(figure, `train.history.perDecade: ${perDecade}\n`)).toEqual(issues);
  });

  it("names the recorded steps around one that is not", async () => {
    const experiment = await load(text(`${line}, reduce: { at: 300 }`, "train.history.perDecade: 10\n"));
    expect(checkExperiment(experiment)[0]?.hint).toContain("250 or 320");
  });

  it("reads the histories only where no training ends at it", async () => {
    expect(await vectors(1000)).toBeNull();
    expect(await vectors(200)).toBe("history");
  });
});
