import { LIMITS } from "@goldilocks/mlflow-client";
import { expect, test } from "vitest";
import { tableValues } from "../../src/tracking/cell-metrics.ts";
import { cellRun } from "../../src/tracking/cell-run.ts";
import { cellAt, GRID, planOf, pointResult, tableOf, trackedPlan } from "./plans.ts";

const AT = Date.parse("2026-01-02T03:04:05.678Z");

const entry = (step: number) => ({
  step,
  reconstruction: 0.5 / step,
  l1Norm: 2,
  l1Penalty: 0.2,
  l0: 3,
  dead: null,
  mmcsTruth: 0.1 * step,
  movement: 0.01,
});

test("the grid's axes are the first parameters, logarithms of those that are drawn so, and each stands under its own name too", async () => {
  const plan = await planOf(GRID);
  const { params } = cellRun(trackedPlan(plan), cellAt(plan, 2), { status: "RUNNING" });
  const names = Object.keys(params).toSorted();
  expect(names.slice(0, 2)).toEqual(["axis.log10.sae.dictSize", "axis.log10.sae.l1Coefficient"]);
  expect(names.filter((name) => name.startsWith("axis."))).toHaveLength(2);
  expect(params).toMatchObject({
    "axis.log10.sae.l1Coefficient": "-1",
    "axis.log10.sae.dictSize": String(Number(Math.log10(8).toPrecision(6))),
    "sae.l1Coefficient": "0.1",
    "sae.dictSize": "8",
    "data.nFeatures": "16",
    "train.steps": "60",
  });
});

test("an axis of names is a parameter, and one of a single point is none of the axes", async () => {
  const plan = await planOf(`goldilocks: 1
name: variants
grid:
  variant: { clean: {}, jitter: { data.jitter: 0.1 } }
  sae.dictSize: [32]
metrics: [mmcs.truth]
`);
  const { params } = cellRun(trackedPlan(plan), cellAt(plan, 1), { status: "RUNNING" });
  expect(Object.keys(params).filter((name) => name.startsWith("axis."))).toEqual(["axis.variant"]);
  expect(params).toMatchObject({
    "axis.variant": "jitter",
    variant: "jitter",
    "data.jitter": "0.1",
    "sae.dictSize": "32",
  });
});

test("final values stand at the last step with the time of the training, truth as 1, and what is missing says why", async () => {
  const plan = await planOf(GRID);
  const cell = cellAt(plan, 0);
  const point = pointResult(cell.point, { step: 60, history: [entry(1), entry(50)] });
  const table = tableOf(plan, { "mmcs.truth": 0.9, l0: 2.5, dead: null, converged: true });
  const run = cellRun(trackedPlan(plan), cell, { status: "FINISHED", point, values: tableValues(plan, table, cell) });
  const final = run.metrics.filter(({ step }) => step === 60);
  expect(final).toEqual([
    { key: "mmcs.truth", value: 0.9, step: 60, timestamp: AT },
    { key: "l0", value: 2.5, step: 60, timestamp: AT },
    { key: "converged", value: 1, step: 60, timestamp: AT },
  ]);
  expect(run.tags["goldilocks.undefined.dead"]).toBeTypeOf("string");
  expect(run.ended).toBe(AT);
});

test("history is a series of its own, but for what is the same quantity as a metric, which it leads up to", async () => {
  const plan = await planOf(GRID);
  const cell = cellAt(plan, 0);
  const point = pointResult(cell.point, { step: 50, history: [entry(1), entry(2), entry(50)] });
  const { metrics } = cellRun(trackedPlan(plan), cell, { status: "FINISHED", point, values: { "mmcs.truth": 0.9 } });
  const steps = (key: string) => metrics.filter((one) => one.key === key).map(({ step, value }) => [step, value]);
  expect(steps("mmcs.truth")).toEqual([
    [1, 0.1],
    [2, 0.2],
    [50, 0.9],
  ]);
  expect(steps("training/l0")).toHaveLength(3);
  expect(steps("training/loss.total")[0]).toEqual([1, 0.7]);
  expect(steps("training/mmcs.truth")).toEqual([]);
  expect(steps("training/dead")).toEqual([]);
});

test("an experiment gives a cell another run but the same key, and each row of a table a run of its own", async () => {
  const plan = await planOf(GRID);
  const runs = plan.cells.map((cell) => cellRun(trackedPlan(plan), cell, { status: "RUNNING" }));
  const others = plan.cells.map((cell) =>
    cellRun(trackedPlan(plan, { experiment: "other" }), cell, { status: "RUNNING" }),
  );
  expect(new Set([...runs, ...others].map(({ runKey }) => runKey)).size).toBe(2 * plan.cells.length);
  expect(others.map(({ tags }) => tags["goldilocks.key"])).toEqual(plan.cells.map(({ point }) => point));
  const shared = await planOf(`goldilocks: 1
name: shared
grid: { evaluate.heldOutBatches: [2, 4] }
metrics: [loss.total]
`);
  const [one, two] = shared.cells.map((cell) => cellRun(trackedPlan(shared), cell, { status: "RUNNING" }));
  expect(one?.tags["goldilocks.key"]).toBe(two?.tags["goldilocks.key"]);
  expect(one?.runKey).not.toBe(two?.runKey);
});

test("a state that comes from the store is the same whenever and by whatever it is told", async () => {
  const plan = await planOf(GRID);
  const cell = cellAt(plan, 0);
  const point = pointResult(cell.point, { step: 60, history: [entry(1)] });
  const state = { status: "FINISHED", point, values: { l0: 3 } } as const;
  const later = trackedPlan(plan, { started: 1_800_000_000_000, provenance: { commit: "c".repeat(40) } });
  expect(cellRun(later, cell, state)).toEqual(cellRun(trackedPlan(plan), cell, state));
});

test("a cell names what it was trained and judged on, within what MLflow takes of a digest", async () => {
  const plan = await planOf(GRID);
  const { datasets } = cellRun(trackedPlan(plan), cellAt(plan, 0), { status: "RUNNING" });
  expect(datasets.map(({ name, context }) => [name, context])).toEqual([
    ["features", "truth"],
    ["data", "train"],
    ["held-out", "eval"],
  ]);
  for (const { digest, source } of datasets) {
    expect(digest).toHaveLength(LIMITS.datasetDigest);
    expect(JSON.parse(source).digest.slice(0, digest.length)).toBe(digest);
  }
  expect(JSON.parse(datasets[1]?.profile ?? "")).toEqual({ num_rows: 60 * 32 });
  expect(JSON.parse(datasets[2]?.profile ?? "")).toEqual({ num_rows: 2 * 32 });
});

test("a dictionary goes along while it is small, and else says what it is and how to get it", async () => {
  const plan = await planOf(GRID);
  const cell = cellAt(plan, 0);
  const modelOf = (bytes: number) =>
    cellRun(trackedPlan(plan), cell, { status: "FINISHED", point: pointResult(cell.point, { step: 60 }, bytes) })
      .models[0];
  expect(modelOf(1000)?.artifacts.map(({ source }) => source)).toEqual([{ kind: "object", digest: "d".repeat(64) }]);
  const large = modelOf(5_000_000);
  expect(large?.artifacts).toEqual([]);
  expect(large?.tags).toMatchObject({ "goldilocks.digest": "d".repeat(64), "goldilocks.key": cell.point });
  expect(large?.tags["goldilocks.export"]).toMatch(new RegExp(`export ${cell.point}`, "u"));
});

test("a cell that failed says why", async () => {
  const plan = await planOf(GRID);
  const run = cellRun(trackedPlan(plan), cellAt(plan, 0), { status: "FAILED", failure: "ENGINE_DIVERGED at step 3" });
  expect(run).toMatchObject({
    status: "FAILED",
    metrics: [],
    tags: { "goldilocks.failure": "ENGINE_DIVERGED at step 3" },
  });
  expect(run.tags["mlflow.note.content"]).toMatch("ENGINE_DIVERGED");
});

test("a run is named by the last parts of its axes, and by whole names where these are the same", async () => {
  const plan = await planOf(GRID);
  const nameOf = (of: typeof plan) => cellRun(trackedPlan(of), cellAt(of, 0), { status: "RUNNING" }).name;
  expect(nameOf(plan)).toBe("l1Coefficient 0.01, dictSize ½×");
  const both = await planOf(`goldilocks: 1
name: both
grid: { sae.dictSize: [8, 16], dictSize: { plain: {}, jitter: { data.jitter: 0.1 } } }
metrics: [mmcs.truth]
`);
  expect(nameOf(both)).toMatch("sae.dictSize 8, dictSize plain");
});
