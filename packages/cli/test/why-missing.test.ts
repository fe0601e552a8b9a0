import { opVersions } from "@goldilocks/engine";
import { compile } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { whyMissing } from "../src/results/why-missing.ts";

/** Why the first cell of an experiment has no value in a column. */
async function reason(column: string, settings: string): Promise<string> {
  const text = `goldilocks: 1\nname: x\nmetrics: [mmcs.matched, mmcs.dictionary.live]\n${settings}`;
  const plan = compile(await loadExperiment("x.yaml", { read: () => text }), opVersions);
  const [cell] = plan.cells;
  if (cell === undefined) throw new RangeError("a plan has a cell");
  return whyMissing(plan, column, cell);
}

test("what depends on live elements is missing before the window is full, and where all are dead", async () => {
  for (const column of ["mmcs.truth.live", "mmcs.dictionary.live", "mmcs.dictionary.live.aboveChance"]) {
    expect(await reason(column, "train.steps: 499\n")).toMatch("499 of 500");
    expect(await reason(column, "train.steps: 500\n")).not.toMatch("500");
  }
});

test("what depends on a one-to-one matching is missing where there are too many to match", async () => {
  for (const column of ["mmcs.matched", "mmcs.matched.chance", "recovered.matched", "activity.f1"]) {
    expect(await reason(column, "sae.dictSize: 200000\n")).toMatch(/512 .* 200000/u);
    expect(await reason(column, "sae.dictSize: 100000\n")).not.toMatch("100000");
  }
});

test("convergence is missing while it is too early to tell, and the reason says from which step on it can be told", async () => {
  expect(await reason("converged", "train.steps: 200\n")).toMatch("200 of the 5000");
  expect(await reason("converged", "train: { steps: 200000, optimizer: { learningRate: 0.00001 } }\n")).toMatch(
    "500000",
  );
  expect(await reason("converged", "train: { steps: 9999, warmup: 100 }\n")).toMatch("10000");
  expect(await reason("converged", "train.steps: 5000\n")).not.toMatch("early");
});
