import type { Json } from "@goldilocks/digest";
import type { Result } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import { type Cell, HISTORY_DEAD_WINDOW, type Plan } from "@goldilocks/plan";
import { type Numbers, numbersOf, type TrackedMetric } from "@goldilocks/tracking";
import { tableNode } from "../nodes.ts";
import { columnOf } from "../run/stored-table.ts";
import { historyMeasures } from "../results/history-measures.ts";
import { whyMissing } from "../results/why-missing.ts";
import { isRecord } from "../stored/json.ts";
import { madeAt } from "./tracked-plan.ts";

/** A value of each column that is measured. */
export type CellValues = Readonly<Record<string, number | string | boolean | null>>;

/** The names of columns that are measured, those asked for first. */
export function measuredColumns(plan: Plan): readonly string[] {
  const { measured, derived } = tableNode(plan).parameters;
  return [...measured, ...derived].map(({ name }) => name);
}

/** What the table says was measured of a cell. */
export function tableValues(plan: Plan, table: Table, { index }: Cell): CellValues {
  return Object.fromEntries(
    measuredColumns(plan).flatMap((name) => {
      const column = columnOf(table, name);
      return column === undefined ? [] : [[name, column.values[index] ?? null]];
    }),
  );
}

/** Why values of a cell are missing that a failure took, by column. */
export function tableReasons({ columns }: Table, { index }: Cell): Readonly<Record<string, string>> {
  const told = columns.flatMap(({ name, reasons }): [string, string][] => {
    const reason = reasons?.[index] ?? null;
    return reason === null ? [] : [[name, reason]];
  });
  return Object.fromEntries(told);
}

/** What the state of a training tells of itself: its step, and when it was first reached. */
function stateOf({ values, provenance }: Result, fallback: number): { readonly step: number; readonly at: number } {
  const step = isRecord(values) ? values["step"] : 0;
  return { step: typeof step === "number" ? step : 0, at: madeAt(provenance) ?? fallback };
}

/** Final values as points at the last step, truth as 1; of what is missing, tags say why. */
export function finalNumbers(
  plan: Plan,
  cell: Cell,
  { values, told = {} }: { readonly values: CellValues; readonly told?: Readonly<Record<string, string>> },
  point: Result,
  fallback: number,
): Numbers {
  const { step, at } = stateOf(point, fallback);
  const numbers: Record<string, number | null> = {};
  const reasons: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null) reasons[name] = told[name] ?? whyMissing(plan, name, cell);
    if (typeof value !== "string") numbers[name] = value === null ? null : Number(value);
  }
  return numbersOf(numbers, { step, timestamp: at }, reasons);
}

/**
 * What training measured on its way, as series. `training/…` is of minibatches, while metrics are of held-out samples; what is the
 * same quantity as a metric has the metric's name, so that the series ends in its value. `ending` has the history up to the last step, where
 * the point itself has not.
 */
export function historyMetrics(
  cell: Cell,
  { point, ending = point }: { readonly point: Result; readonly ending?: Result | undefined },
  fallback: number,
): readonly TrackedMetric[] {
  const { step: last, at } = stateOf(point, fallback);
  const entries = entriesOf(ending);
  const recorded = entriesOf(point).length;
  const points: TrackedMetric[] = [];
  for (const [index, entry] of entries.entries()) {
    // Nobody has noted when that was: in their order, just before the end; the same whether the last entry is known yet or not.
    const timestamp = at - recorded + index;
    const step = isRecord(entry) ? entry["step"] : undefined;
    if (!isRecord(entry) || typeof step !== "number") continue;
    for (const [name, of] of Object.entries(historyMeasures)) {
      const value = of(entry);
      const measured = isMeasured(name, cell);
      // The last value is the metric's own.
      if (typeof value !== "number" || !Number.isFinite(value) || (measured && step >= last)) continue;
      points.push({ key: measured ? name : `training/${name}`, value, step, timestamp });
    }
  }
  return points;
}

function entriesOf({ values }: Result): readonly Json[] {
  const history = isRecord(values) ? values["history"] : undefined;
  return Array.isArray(history) ? history : [];
}

const isMeasured = (name: string, { metrics, settings }: Cell): boolean =>
  (name === "mmcs.truth" && metrics["mmcs.truth"] !== undefined) ||
  (name === "dead" && metrics.dead !== undefined && settings.evaluate.deadWindow === HISTORY_DEAD_WINDOW);
