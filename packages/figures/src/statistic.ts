import { extent } from "./extent.ts";
import type { DrawnFigure, Reduction } from "./figure-spec.ts";
import { groupBySeed } from "./group-rows.ts";
import { meanInterval } from "./mean-interval.ts";
import { type Column, hasFailed, numberAt, type Table } from "./table.ts";

/**
 * One number for the rows at one place of a figure; null where every row is missing.
 *
 * `low` and `high` bound the interval over seeds and are null with fewer than two; `n` counts seeds with a value, `missing` rows that have
 * none, `failed` rows that have none because something failed.
 */
export interface Statistic {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly missing: number;
  readonly failed: number;
  /** The value of each seed. */
  readonly values: readonly number[];
}

/** The level of an interval that a figure does not state. */
export const DEFAULT_LEVEL = 0.95;

/** First the figure's `reduce` within each seed, then mean and Student's t interval over the seeds. */
export function statistic(table: Table, column: Column, rows: readonly number[], figure: DrawnFigure): Statistic {
  const reduction = REDUCTIONS[figure.reduce ?? "mean"];
  const seeds = groupBySeed(table, rows).map((group) => numbersOf(column, group.rows));
  const values = seeds.filter((numbers) => numbers.length > 0).map((numbers) => reduction(numbers));
  const failed = rows.filter((row) => hasFailed(column, row)).length;
  const missing = rows.length - numbersOf(column, rows).length - failed;
  if (values.length === 0) return { value: null, low: null, high: null, n: 0, missing, failed, values };
  const { mean: value, low, high } = meanInterval(values, figure.interval ?? DEFAULT_LEVEL);
  return { value, low, high, n: values.length, missing, failed, values };
}

/** All numbers an axis must show; on a logarithmic one, not the ends of intervals at or below zero. */
export function endsOf(column: Column, statistics: readonly Statistic[]): number[] {
  return statistics.flatMap(({ value, low, high }) => {
    const ends = [low, high].filter((end) => end !== null && (column.scale !== "log" || end > 0));
    return [value, ...ends].filter((number) => number !== null);
  });
}

/** The finite numbers in those rows. */
export function numbersOf(column: Column, rows: readonly number[]): number[] {
  return rows.map((row) => numberAt(column, row)).filter((value) => value !== null);
}

const REDUCTIONS: Record<Reduction, (values: readonly number[]) => number> = {
  mean,
  median,
  min: (values) => extent(values)[0],
  max: (values) => extent(values)[1],
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The mean; of equal values that value itself, which their sum might miss by a bit: all cells of a zone have its width. */
function mean(values: readonly number[]): number {
  const [first = Number.NaN] = values;
  return values.every((value) => value === first) ? first : sum(values) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}
