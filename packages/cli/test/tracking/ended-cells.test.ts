import { EngineError, memoryStore, type WholeRunReport } from "@goldilocks/engine";
import { type FailedCell, type Plan, partialPlan } from "@goldilocks/plan";
import type { TrackedRun } from "@goldilocks/tracking";
import { expect, test } from "vitest";
import { tableNode } from "../../src/nodes.ts";
import type { Prepared } from "../../src/prepare.ts";
import { cellRun } from "../../src/tracking/cell-run.ts";
import { endedCells } from "../../src/tracking/ended-cells.ts";
import { endedPlan } from "../../src/tracking/ended-plan.ts";
import { planRun } from "../../src/tracking/plan-run.ts";
import { cellAt, planOf, pointResult, tableOf, trackedPlan } from "./plans.ts";

const STEPS = `goldilocks: 1
name: steps
data: { activationDim: 8, nFeatures: 16, active: 3 }
grid: { sae.dictSize: [8, 16], train.steps: [60, 90] }
metrics: [mmcs.truth, mmcs.larger]
figures: [{ kind: line, x: sae.dictSize, y: mmcs.truth, series: train.steps }]
`;
const VALUES = { "mmcs.truth": 0.9, "mmcs.larger": 0.4 };

/** What a run leaves of which the first point of the larger dictionary diverged, and so the second was never begun. */
async function diverged(): Promise<{
  plan: Plan;
  report: WholeRunReport;
  runs: readonly TrackedRun[];
  whole: TrackedRun;
}> {
  const plan = await planOf(STEPS);
  const [lost, later] = [cellAt(plan, 2).point, cellAt(plan, 3).point];
  const gone = new Set([lost, later]);
  for (const { key, needs } of plan.nodes.values()) if (needs.some((need) => gone.has(need))) gone.add(key);
  const partial = partialPlan(plan, { failed: new Map([[lost, "ENGINE_DIVERGED"]]), skipped: gone });
  if (partial === null) throw new RangeError("nothing is left");
  const error = new EngineError({ code: "ENGINE_DIVERGED", message: "training diverged: at step 4" });
  const report = { made: [], failed: new Map([[lost, error]]), skipped: [...gone], stopped: false, plan: partial };
  const store = memoryStore();
  const { failed } = tableNode(partial).parameters.partial ?? { failed: [] };
  const table = tableWith(plan, failed);
  const digest = await store.write(new TextEncoder().encode(JSON.stringify(table)));
  const output = { digest, bytes: 1, mediaType: "application/json" };
  const outputs = { "cells.json": output, "cells.csv": output };
  await store.record({ key: partial.table, preImage: [], outputs, values: {}, provenance: null });
  for (const row of [0, 1]) await store.record(pointResult(cellAt(plan, row).point, { step: 60, history: [] }));
  const tracked = trackedPlan(plan);
  const workspace = { results: "nowhere" } as Prepared["workspace"];
  const parts: Partial<Prepared> = { plan, store, workspace, experiment: plan.experiment, folder: "steps" };
  const prepared = parts as Prepared;
  const summary = { outcome: "partial", best: null, claims: null };
  const end = { report, summary, begun: { plan: "", provenance: {} } } as unknown as Parameters<typeof endedCells>[1];
  const runs = await endedCells(prepared, end, async (cell, state) => cellRun(tracked, cell, state));
  return { plan, report, runs, whole: await endedPlan(prepared, tracked, end) };
}

/** The table as its op leaves it: values and reasons by row. */
function tableWith(plan: Plan, failed: readonly FailedCell[]) {
  const { rows, columns } = tableOf(plan, VALUES);
  const lost = new Set(failed.filter(({ of }) => of === undefined).map(({ row }) => row));
  const gaps = (column: (typeof columns)[number]): typeof column => {
    const without = (row: number): boolean => lost.has(row) || column.name === "mmcs.larger";
    if (!(column.name in VALUES)) return column;
    const values = column.values.map((value, row) => (without(row) ? null : value));
    return { ...column, values, reasons: values.map((_, row) => (without(row) ? "failed: ENGINE_DIVERGED" : null)) };
  };
  return { rows, columns: columns.map((column) => gaps(column)) };
}

test("cells that failed are FAILED in MLflow, also those behind them on their training; the others keep their numbers", async () => {
  const { runs } = await diverged();
  expect(runs.map(({ status }) => status)).toEqual(["FINISHED", "FINISHED", "FAILED", "FAILED"]);
  expect(
    runs.map(({ tags }) => tags["goldilocks.failure"]?.split(" ").find((word) => word.startsWith("ENGINE"))),
  ).toEqual([undefined, undefined, "ENGINE_DIVERGED", "ENGINE_DIVERGED"]);
  const [first] = runs;
  expect(first?.metrics.map(({ key, value }) => [key, value])).toContainEqual(["mmcs.truth", 0.9]);
  expect(first?.tags["goldilocks.undefined.mmcs.larger"]).toBe("failed: ENGINE_DIVERGED");
});

test("a run of which cells failed is the same MLflow run as the whole one, and names what was made", async () => {
  const { plan, report, whole } = await diverged();
  const state = { ended: 1, artifacts: [], best: null, claims: null, experimentTags: {} } as const;
  const failed = planRun(trackedPlan(plan), { ...state, status: "FAILED", made: report.plan });
  const done = planRun(trackedPlan(plan), { ...state, status: "FINISHED" });
  expect([failed.runKey, failed.group]).toEqual([done.runKey, done.group]);
  expect(failed.tags["goldilocks.key"]).toBe(report.plan.figures[0]);
  expect(done.tags["goldilocks.key"]).toBe(plan.figures[0]);
  expect([whole.status, whole.runKey, whole.tags["goldilocks.table"]]).toEqual([
    "FAILED",
    done.runKey,
    report.plan.table,
  ]);
  expect(whole.artifacts.map(({ path }) => path)).toContain("cells.csv");
});
