import { failureReason, type Result, type Store, type WholeRunReport } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import type { Cell, Plan } from "@goldilocks/plan";
import type { TrackedRun } from "@goldilocks/tracking";
import { tableNode } from "../nodes.ts";
import type { Prepared } from "../prepare.ts";
import { storedTable } from "../run/stored-table.ts";
import { issuesOf } from "../text/report-error.ts";
import { isRecord } from "../stored/json.ts";
import { type CellValues, tableReasons, tableValues } from "./cell-metrics.ts";
import type { CellState } from "./cell-run.ts";
import type { EndOfRun } from "./run-tracker.ts";
import { type Status } from "./tracked-plan.ts";

/** Every cell that was trained or failed, as it stands at the end of a run. */
export async function endedCells(
  { plan, store }: Prepared,
  { report }: EndOfRun,
  runOf: (cell: Cell, state: CellState) => Promise<TrackedRun>,
): Promise<readonly TrackedRun[]> {
  const table = await tableOf(report.plan, store);
  const runs: TrackedRun[] = [];
  for (const cell of plan.cells) {
    const point = await store.result(cell.point);
    const failure = failureOf(cell, report);
    if (point === undefined && failure === undefined) continue;
    const values = table === undefined ? await measuredValues(cell, store) : tableValues(plan, table, cell);
    const reasons = table === undefined ? {} : tableReasons(table, cell);
    const status = statusOf(cell, values, failure);
    runs.push(
      await runOf(cell, {
        status,
        values,
        reasons,
        ...(point && { point, ending: await store.result(cell.history) }),
        ...(failure !== undefined && { failure }),
      }),
    );
  }
  return runs;
}

async function tableOf(plan: Plan, store: Store): Promise<Table | undefined> {
  const result = await store.result(plan.table);
  return result === undefined ? undefined : storedTable(store, result, "cells.json");
}

/** Why a cell failed: what its training says, or one of its metrics, or an earlier point of its training. */
function failureOf({ index, point, metrics }: Cell, { failed, plan }: WholeRunReport): string | undefined {
  const keys = [point, ...Object.values(metrics).map(({ node }) => node)];
  const key = keys.find((one) => failed.has(one));
  if (key === undefined) {
    const gaps = tableNode(plan).parameters.partial?.failed ?? [];
    const own = gaps.find(({ row, of }) => row === index && of === undefined);
    return own === undefined ? undefined : failureReason(own);
  }
  return issuesOf(failed.get(key))
    .map(({ code, message }) => `${code} ${message}`)
    .join("; ");
}

/** What was measured of a cell though there is no table, since another cell failed. */
async function measuredValues({ metrics }: Cell, store: Store): Promise<CellValues> {
  const values: Record<string, CellValues[string]> = {};
  const results = new Map<string, Result | undefined>();
  for (const [name, { node, field }] of Object.entries(metrics)) {
    if (!results.has(node)) results.set(node, await store.result(node));
    const found = results.get(node)?.values;
    const value = isRecord(found) ? found[field] : undefined;
    if (value !== undefined && typeof value !== "object") values[name] = value;
  }
  return values;
}

/** A cell is finished once everything of it is measured, whatever became of the others. */
function statusOf({ metrics }: Cell, values: CellValues, failure: string | undefined): Status {
  if (failure !== undefined) return "FAILED";
  return Object.keys(metrics).every((name) => name in values) ? "FINISHED" : "KILLED";
}
