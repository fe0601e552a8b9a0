import { suggest } from "@goldilocks/diagnostics";
import { FiguresError } from "./errors.ts";
import type { Scalar } from "./figure-spec.ts";
import { formatNumber } from "./format-number.ts";

/** What a column is, without its values: enough to check a figure before anything has run. */
export interface ColumnKind {
  readonly name: string;
  readonly kind: "number" | "string" | "boolean";
  /** How it is drawn, where that is known. */
  readonly scale?: "log" | "linear" | "ordinal";
  /** Whether some of its values are certain to be below 0. */
  readonly belowZero?: boolean;
}

/**
 * One named column; `values` has one entry a row, null where there is none.
 *
 * `label` is what an axis says, `scale` how it is drawn, `labels` (one a row) what a tick or legend says instead of the value (`½×`).
 */
export interface Column extends ColumnKind {
  readonly label: string;
  readonly scale: "log" | "linear" | "ordinal";
  readonly values: readonly (Scalar | null)[];
  readonly labels?: readonly string[];
  /** What each value is a number of, in the plural (`features`), where a row of another table has many. */
  readonly of?: string;
  /** Where cells have failed: why a value is missing, null in rows that have not. */
  readonly reasons?: readonly (string | null)[];
  /** What a colour scale of two arms has in its middle, such as 0 for differences. Without it colours go from dark to bright. */
  readonly centre?: number;
}

/** Rows by columns: one row per cell and repeat. Every column has `rows` values. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** The column of that name, or undefined. */
export function findColumn(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/**
 * The column of that name.
 *
 * @throws {@link FiguresError} `FIGURES_UNKNOWN_COLUMN` with the nearest name as a hint.
 */
export function columnNamed(table: Table, name: string): Column {
  const column = findColumn(table, name);
  if (column === undefined) throw new FiguresError(unknownColumn(name, table.columns));
  return column;
}

/** The issue for a column that is not there. */
export function unknownColumn(
  name: string,
  columns: readonly { readonly name: string }[],
): { code: "FIGURES_UNKNOWN_COLUMN"; message: string; hint: string } {
  const names = columns.map((column) => column.name);
  const near = suggest(name, names);
  const hint = near === undefined ? `use one of: ${names.join(", ")}` : `did you mean "${near}"?`;
  return { code: "FIGURES_UNKNOWN_COLUMN", message: `unknown column "${name}"`, hint };
}

/** The number in that row, or null where there is none, or it is no finite number. */
export function numberAt(column: Column, row: number): number | null {
  const value = column.values[row];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Whether that row has no value because something failed, and not because there is none. */
export const hasFailed = (column: Column, row: number): boolean =>
  (column.values[row] ?? null) === null && (column.reasons?.[row] ?? null) !== null;

/** What to call the value in that row. */
export function labelAt(column: Column, row: number): string {
  const value = column.values[row] ?? null;
  return column.labels?.[row] ?? scalarLabel(value);
}

/** What to call a value that carries no label. */
export function scalarLabel(value: Scalar | null): string {
  if (value === null) return "none";
  return typeof value === "number" ? formatNumber(value) : String(value);
}

/**
 * Distinct values of those rows, missing ones left out: ascending, or in order of appearance for an ordinal column.
 */
export function distinctValues(column: Column, rows: readonly number[]): Scalar[] {
  const seen = new Set<Scalar>();
  for (const row of rows) {
    const value = column.values[row] ?? null;
    if (value !== null) seen.add(value);
  }
  const values = [...seen];
  return column.scale === "ordinal" ? values : values.toSorted((a, b) => Number(a) - Number(b));
}

/** What each distinct value is called: its label in the first row that has it. */
export function labelsOf(column: Column, rows: readonly number[]): Map<Scalar, string> {
  const labels = new Map<Scalar, string>();
  for (const row of rows) {
    const value = column.values[row] ?? null;
    if (value !== null && !labels.has(value)) labels.set(value, labelAt(column, row));
  }
  return labels;
}
