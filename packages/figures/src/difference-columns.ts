import type { Scalar } from "./figure-spec.ts";
import { type Column, findColumn, labelAt, type Table } from "./table.ts";

/** Rows of two tables that belong together; null where a side has none. */
export type RowPair = readonly [number | null, number | null];

type Tables = readonly [Table, Table];

/** A column without its values. */
export const bare = ({ name, label, kind, scale }: Column): Omit<Column, "values"> => ({ name, label, kind, scale });

/** Where each pair stands: as the first side says, or where it has no such row the second. */
export function placingColumns([a, b]: Tables, placing: ReadonlySet<string>, pairs: readonly RowPair[]): Column[] {
  const names = new Set([...a.columns, ...b.columns].map(({ name }) => name));
  return [...names]
    .filter((name) => placing.has(name))
    .flatMap((name) => {
      const [left, right] = [findColumn(a, name), findColumn(b, name)];
      const first = left ?? right;
      if (first === undefined) return [];
      const at = pairs.map(([rowA, rowB]) => entry(left, rowA) ?? entry(right, rowB));
      return [placed(first, at)];
    });
}

interface Entry {
  readonly value: Scalar;
  readonly label: string;
}

/** What stands in a row of a column; undefined where nothing does. */
export function entry(column: Column | undefined, row: number | null): Entry | undefined {
  const value = column === undefined || row === null ? null : (column.values[row] ?? null);
  return column === undefined || row === null || value === null ? undefined : { value, label: labelAt(column, row) };
}

/** Labels only where the column has its own: numbers otherwise have the ticks of their scale. */
function placed(column: Column, entries: readonly (Entry | undefined)[]): Column {
  const values = entries.map((one) => one?.value ?? null);
  if (column.labels === undefined) return { ...bare(column), values };
  return { ...bare(column), values, labels: entries.map((one) => one?.label ?? "") };
}

/** A difference has converged where both sides have. */
export function convergedColumn(tables: Tables, pairs: readonly RowPair[]): Column[] {
  const [left, right] = tables.map((table) => findColumn(table, "converged"));
  if (left === undefined || right === undefined) return [];
  const values = pairs.map(([a, b]) => {
    if (a === null || b === null) return null;
    const both = [left.values[a], right.values[b]];
    return both.includes(false) ? false : both.every((value) => value === true) || null;
  });
  return [{ ...bare(left), values }];
}

/** Whether each row's own training has converged. */
export function ownConverged(tables: Tables, rows: readonly RowPair[]): Column[] {
  const [left, right] = tables.map((table) => findColumn(table, "converged"));
  const column = left ?? right;
  if (column === undefined) return [];
  return [{ ...bare(column), values: rows.map(([a, b]) => entry(left, a)?.value ?? entry(right, b)?.value ?? null) }];
}
