import { checkExperiment } from "@goldilocks/plan";
import { expect, it } from "vitest";

import { load } from "./load.ts";

/** Warnings as `line:column`; the first line of the text is line 3. */
async function warningsOf(text: string): Promise<string[]> {
  const issues = checkExperiment(await load(`goldilocks: 1\nname: a\n${text}`));
  expect(issues.every(({ severity, code }) => severity === "warning" && code === "PLAN_NEVER_REACHED")).toBe(true);
  return issues.map(({ span }) => `${span?.start.line}:${span?.start.column}`);
}

it.each<[string, string, string[]]>([
  ["a warm-up", "train: { steps: 100, warmup: 101 }", ["3:30"]],
  ["an L1 warm-up", "train: { steps: 100, l1Warmup: 200 }", ["3:32"]],
  ["resampling", "train: { steps: 5000, resample: { kind: loss, every: 5000, window: 100 } }", ["3:54"]],
  ["resampling that nobody gave a time", "train: { steps: 5000, resample: { kind: loss } }", ["3:41"]],
  [
    "resampling whose window is longer than the time to the last one",
    "train: { steps: 5000, resample: { kind: loss, every: 1000, until: 2500, window: 2001 } }",
    ["3:81"],
  ],
  [
    "an auxiliary loss",
    "train: { steps: 100 }\nsae: { activation: topk, k: 4, auxiliary: { kind: auxk, deadAfter: 101 } }",
    ["4:68"],
  ],
  ["a value of an axis", "train: { steps: 100 }\ngrid: { train.warmup: [10, 200] }", ["4:28"]],
  ["a variant", "train: { steps: 100 }\ngrid: { variant: { plain: {}, slow: { train.warmup: 200 } } }", ["4:31"]],
])("%s that no training gets to is a warning at its place", async (_, text, expected) => {
  expect(await warningsOf(text)).toEqual(expected);
});

it.each([
  ["ends with the training", "train: { steps: 100, warmup: 100, l1Warmup: 100 }"],
  ["comes in the longest of several trainings", "train: { warmup: 150 }\ngrid: { train.steps: [100, 200] }"],
  ["comes once", "train: { steps: 5001, resample: { kind: loss } }"],
  [
    "is a share of the steps",
    "grid: { train.steps: [10, 20], train.warmup: { ratioOf: train.steps, values: [0.1, 0.5] } }",
  ],
])("what %s is no warning", async (_, text) => {
  expect(await warningsOf(text)).toEqual([]);
});
