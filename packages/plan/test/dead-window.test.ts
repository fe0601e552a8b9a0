import { checkExperiment } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";

/** Issues as `line:column severity CODE`, without those of the metrics. The first line of the text is line 4. */
async function issuesOf(text: string): Promise<string[]> {
  const experiment = await load(`goldilocks: 1\nname: a\nmetrics: [mmcs.truth, dead, mmcs.truth.live]\n${text}`);
  return checkExperiment(experiment)
    .filter(({ code }) => code === "PLAN_DEAD_WINDOW")
    .filter(({ span }) => span?.start.line !== 3)
    .map(({ code, span, severity }) => `${span?.start.line}:${span?.start.column} ${severity ?? "error"} ${code}`);
}

const line = (y: string, more = ""): string =>
  `figures: [{ kind: line, x: sae.l1Coefficient, y: ${y}${more} }]\ngrid: { sae.l1Coefficient: [0.1, 1]`;

describe("a window longer than the training", () => {
  it.each<[string, string, string[]]>([
    ["a figure", `${line("dead")} }\ntrain: { steps: 100 }`, ["4:50 error PLAN_DEAD_WINDOW"]],
    [
      "a figure of live elements",
      `${line("mmcs.truth.live")} }\ntrain: { steps: 499 }`,
      ["4:50 error PLAN_DEAD_WINDOW"],
    ],
    ["a figure, in some cells", `${line("dead")}, train.steps: [100, 1000] }`, ["4:50 warning PLAN_DEAD_WINDOW"]],
    [
      "the cells that a figure keeps",
      `${line("dead", ", where: { train.steps: [100] }")}, train.steps: [100, 1000] }`,
      ["4:50 error PLAN_DEAD_WINDOW"],
    ],
    [
      "a filter of a figure",
      `${line("mmcs.truth", ", where: { dead: [0] }")} }\ntrain: { steps: 100 }`,
      ["4:77 error PLAN_DEAD_WINDOW"],
    ],
    ["a history", "figures: [{ kind: history, y: dead }]\ntrain: { steps: 499 }", ["4:31 error PLAN_DEAD_WINDOW"]],
    ["a claim", "claims: [mean(dead) = 0]\ntrain: { steps: 10 }", ["4:15 error PLAN_DEAD_WINDOW"]],
    [
      "a claim, in some cells",
      "claims: [mean(dead) = 0]\ngrid: { train.steps: [10, 1000] }",
      ["4:15 warning PLAN_DEAD_WINDOW"],
    ],
    [
      "the cells that a claim reads",
      "claims: [mean(dead at train.steps = 10) = 0]\ngrid: { train.steps: [10, 1000] }",
      ["4:15 error PLAN_DEAD_WINDOW"],
    ],
    ["an estimate", "estimates: [dead]\ntrain: { steps: 10 }", ["4:13 error PLAN_DEAD_WINDOW"]],
  ])("is told at %s", async (_, text, expected) => {
    expect(await issuesOf(text)).toEqual(expected);
  });

  it("is told as a warning at a metric that no cell has", async () => {
    const metrics = "profiles: {}\ntrain: { steps: 10 }";
    const experiment = await load(`goldilocks: 1\nname: a\nmetrics: [mmcs.truth, dead]\n${metrics}`);
    expect(checkExperiment(experiment)).toMatchObject([
      { code: "PLAN_DEAD_WINDOW", severity: "warning", span: { start: { line: 3, column: 23 } } },
    ]);
  });

  it.each([
    ["as long as the training", `${line("dead")} }\ntrain: { steps: 500 }`],
    ["as short as asked for", `${line("dead")} }\ntrain: { steps: 100 }\nevaluate: { deadWindow: 100 }`],
    ["of a history, 500 whatever is set", "figures: [{ kind: history, y: dead }]\nevaluate: { deadWindow: 100000 }"],
    [
      "of cells that a figure leaves out",
      `${line("dead", ", where: { train.steps: [1000] }")}, train.steps: [100, 1000] }`,
    ],
    [
      "of cells that a claim leaves out",
      "claims: [mean(dead at train.steps = 1000) = 0]\ngrid: { train.steps: [10, 1000] }",
    ],
  ])("is no issue where it is %s", async (_, text) => {
    expect(await issuesOf(text)).toEqual([]);
  });
});
