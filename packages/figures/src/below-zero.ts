import { count } from "./notes.ts";
import type { Statistic } from "./statistic.ts";
import { type Column, numberAt } from "./table.ts";

/** What is done about values below 0 on a logarithmic scale, which has no place for them: they are not drawn, and the caption counts them. */

/** Whether the value in a row has no place for that reason. */
export const isBelowZero = (column: Column, row: number): boolean =>
  column.scale === "log" && (numberAt(column, row) ?? 0) < 0;

/** The statistics that a column's scale can place; the others are as if missing. */
export function placeable(column: Column, statistics: readonly Statistic[]): readonly Statistic[] {
  if (column.scale !== "log") return statistics;
  return statistics.map((one) => ((one.value ?? 0) < 0 ? { ...one, value: null, low: null, high: null } : one));
}

/** How many values have no place, of which column, and how their places look; empty without any. */
export function belowZeroNote(column: Column, below: number, mark: string): string {
  if (below === 0) return "";
  return `${count(below, "value", "values")} of ${column.label} below 0 ${below === 1 ? "has" : "have"} no place on a logarithmic scale (${mark}).`;
}

/** The same for what was made of groups. */
export const belowZeroAmong = (column: Column, statistics: readonly Statistic[], mark: string): string =>
  belowZeroNote(column, column.scale === "log" ? statistics.filter(({ value }) => (value ?? 0) < 0).length : 0, mark);
