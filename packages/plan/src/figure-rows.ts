import type { FigureSpec, Scalar } from "@goldilocks/spec";

import type { KnownColumn } from "./kinds/table.ts";

/**
 * The rows that a figure's `where` keeps, as far as columns decide that are known before anything runs. The figure filters again by all
 * columns, so that a row may stay here that it will not draw, and none goes that it would.
 */
export function figureRows({ where = {} }: FigureSpec, known: readonly KnownColumn[], rows: number): readonly number[] {
  const filters = Object.entries(where).flatMap(([name, values]) => {
    const column = known.find((one) => one.name === name);
    return column === undefined ? [] : [keeps(column, new Set(values))];
  });
  const all = Array.from({ length: rows }, (_, row) => row);
  return filters.length === 0 ? all : all.filter((row) => filters.every((keep) => keep(row)));
}

function keeps(column: KnownColumn, wanted: ReadonlySet<Scalar>): (row: number) => boolean {
  const { values, labels, written } = column;
  // Only the package that draws knows how it writes numbers, and which label stands for which ratio.
  const asText = labels === undefined && column.kind === "number" && [...wanted].some((one) => typeof one === "string");
  const asRatio = column.kind === "string" && [...wanted].some((one) => typeof one === "number");
  return (row) => {
    const value = values[row] ?? null;
    if (value === null) return false;
    if (asText || asRatio) return true;
    return [value, written?.[row], labels?.[row] ?? String(value)].some((name) => name != null && wanted.has(name));
  };
}

/** The columns with only those rows, in that order. */
export function takeRows(known: readonly KnownColumn[], rows: readonly number[]): readonly KnownColumn[] {
  if (rows.length === known[0]?.values.length) return known;
  const take = <T>(values: readonly T[]): T[] => rows.flatMap((row) => (row < values.length ? [values[row] as T] : []));
  return known.map((column) => ({
    ...column,
    values: take(column.values),
    ...(column.labels !== undefined && { labels: take(column.labels) }),
    ...(column.written !== undefined && { written: take(column.written) }),
  }));
}
