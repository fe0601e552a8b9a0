import type { Issue } from "@goldilocks/diagnostics";
import type { ClaimsReport, GroupEstimates, RunReport, Store, WholeRunReport } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import type { Plan, RequiredNode } from "@goldilocks/plan";
import { type CellCount, countCells } from "../cells.ts";
import { nodeAt } from "../nodes.ts";
import type { Prepared } from "../prepare.ts";
import { type Best, bestCells } from "./best-cells.ts";
import { type Failure, failureOf } from "./failures.ts";
import type { ResultFiles } from "./result-files.ts";
import type { Outcome } from "./run-record.ts";
import { storedTable } from "./stored-table.ts";

/** Everything a run has to say when it ends; what `--json` prints. */
export interface RunSummary {
  readonly outcome: Outcome;
  readonly run: string;
  readonly name: string;
  readonly title: string;
  /** `failed` counts cells that a failure keeps from being complete. */
  readonly cells: CellCount & { readonly failed: number };
  /** Results made by this run, by kind. */
  readonly made: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  /** What the file says that a person probably did not mean. */
  readonly warnings: readonly Issue[];
  readonly best: Best | null;
  /** What methods propose for each grid; null where that was not asked, or failed. */
  readonly estimates: readonly GroupEstimates[] | null;
  /** The verdicts on claims; null where nothing is claimed, or the run did not get so far. */
  readonly claims: ClaimsReport | null;
  readonly results: ResultFiles | null;
  readonly seconds: number;
  /** The command that runs it again, or goes on. */
  readonly again: string;
}

/** A run in which nothing had to be computed. */
export const nothingMade = (plan: Plan): WholeRunReport => ({
  made: [],
  failed: new Map(),
  skipped: [],
  stopped: false,
  plan,
});

const BEST = 5;

/** Counts of a run by kind and cell. */
export function countRun(
  plan: Plan,
  missing: readonly RequiredNode[],
  report: RunReport,
): Pick<RunSummary, "cells" | "made" | "failures"> {
  const made: Record<string, number> = {};
  for (const key of new Set(report.made)) {
    const kind = plan.nodes.get(key)?.kind ?? "";
    made[kind] = (made[kind] ?? 0) + 1;
  }
  const failures = [...report.failed].map(([key, error]) => failureOf(plan, nodeAt(plan, key), error));
  const failed = failures.length === 0 ? 0 : incompleteCells(plan, report);
  return { cells: { ...countCells(plan, missing), failed }, made, failures };
}

function incompleteCells({ cells }: Plan, { failed, skipped }: RunReport): number {
  const absent = new Set([...failed.keys(), ...skipped]);
  return cells.filter(
    ({ point, metrics }) => absent.has(point) || Object.values(metrics).some(({ node }) => absent.has(node)),
  ).length;
}

/** The best cells of a finished run. */
export async function bestOf({ experiment, plan, store }: Prepared): Promise<Best | null> {
  const table = await finishedTable(store, plan);
  return (table && bestCells(experiment, table, BEST)) ?? null;
}

/** The verdicts of a finished run. */
export async function claimsOf({ plan, store }: Prepared): Promise<ClaimsReport | null> {
  const result = plan.claims === null ? undefined : await store.result(plan.claims);
  if (result === undefined) return null;
  const report: ClaimsReport = JSON.parse(
    new TextDecoder().decode(await store.read(result.outputs["claims.json"]?.digest ?? "")),
  );
  return report;
}

/** The table of a finished run. */
async function finishedTable(store: Store, { table }: Plan): Promise<Table | undefined> {
  const result = await store.result(table);
  return result === undefined ? undefined : storedTable(store, result, "cells.json");
}
