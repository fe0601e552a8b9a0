import { inProcess, memoryStore, opVersions, runPlan } from "@goldilocks/engine";
import { compile } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import { loadRenderer } from "../golden/renderer.ts";
import { loadKernels } from "../parity/training-on.ts";

const text = `goldilocks: 1
name: histograms
data: { activationDim: 6, nFeatures: 10, active: 2 }
train: { steps: 20, batch: 7 }
evaluate: { recoveredAbove: 0.3 }
grid: { sae.dictSize: [4, 9] }
metrics: [mmcs.matched, mmcs.dictionary, copies.truth]
figures:
  - { kind: histogram, x: mmcs.matched }
  - { kind: histogram, x: mmcs.dictionary }
  - { kind: histogram, x: copies.truth }
`;

/** The last numbers of a CSV's lines: the counts of a histogram's bars. */
const countsIn = (csv: string): number[] =>
  csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",").at(-1)));

test("a histogram of a metric that has a number for each feature, or each element, counts those", async () => {
  const plan = compile(await loadExperiment("x.yaml", { read: () => text }), opVersions);
  const store = memoryStore();
  const machine = { store, kernels: loadKernels, renderer: await loadRenderer(), provenance: () => null };
  const executor = inProcess({ ...machine, checkpointDue: () => false });
  const { failed } = await runPlan({ plan, store, executor, memoryLimit: Number.POSITIVE_INFINITY });
  expect([...failed.values()]).toEqual([]);
  const totals: number[] = [];
  for (const key of plan.figures) {
    const digest = (await store.result(key))?.outputs["figure.csv"]?.digest ?? "";
    const counts = countsIn(new TextDecoder().decode(await store.read(digest)));
    totals.push(counts.reduce((sum, count) => sum + count, 0));
  }
  expect(totals).toEqual([2 * 10, 4 + 9, 2 * 10]);
});
