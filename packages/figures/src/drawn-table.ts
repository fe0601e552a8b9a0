import type { Group } from "./group-rows.ts";
import type { Statistic } from "./statistic.ts";
import { type Column, findColumn, hasFailed, labelAt, type Table } from "./table.ts";

/** A measured column and what was made of it for each group. */
export interface Measured {
  readonly column: Column;
  readonly statistics: readonly Statistic[];
}

/**
 * The data of a figure as a table, one row a group: the columns that place it, then for each measured column its mean, `.low`, `.high`,
 * `.n` and `.missing`, `.failed` where cells have failed, then `converged` where the table has it.
 */
export function drawnTable(
  table: Table,
  groups: readonly Group[],
  keys: readonly (Column | undefined)[],
  measured: readonly Measured[],
): Table {
  const placing = keys.filter((column) => column !== undefined).map((column) => keyColumn(column, groups));
  const converged = findColumn(table, "converged");
  const flags = groups.map((group) => convergedOf(table, group.rows));
  const last: Column[] = converged === undefined ? [] : [{ ...bare(converged), values: flags }];
  const named = new Map(
    [...placing, ...measured.flatMap(statisticColumns), ...last].map((column) => [column.name, column]),
  );
  return { rows: groups.length, columns: [...named.values()] };
}

/** Whether all rows have converged, those left out that failed; null where it is too early to tell, or the table does not say. */
export function convergedOf(table: Table, rows: readonly number[]): boolean | null {
  const column = findColumn(table, "converged");
  if (column === undefined) return null;
  const values = new Set(rows.filter((row) => !hasFailed(column, row)).map((row) => column.values[row] ?? null));
  if (values.has(false)) return false;
  return values.has(null) || values.size === 0 ? null : true;
}

function keyColumn(column: Column, groups: readonly Group[]): Column {
  const first = groups.map((group) => group.rows[0] ?? 0);
  const values = first.map((row) => column.values[row] ?? null);
  if (column.labels === undefined) return { ...bare(column), values };
  return { ...bare(column), values, labels: first.map((row) => labelAt(column, row)) };
}

function statisticColumns({ column, statistics }: Measured): Column[] {
  const part = (suffix: string, of: (statistic: Statistic) => number | null): Column => ({
    name: `${column.name}${suffix}`,
    label: column.label,
    kind: "number",
    scale: column.scale,
    values: statistics.map((statistic) => of(statistic)),
  });
  return [
    part("", ({ value }) => value),
    part(".low", ({ low }) => low),
    part(".high", ({ high }) => high),
    part(".n", ({ n }) => n),
    part(".missing", ({ missing }) => missing),
    ...(column.reasons === undefined ? [] : [part(".failed", ({ failed }) => failed)]),
  ];
}

function bare({ name, label, kind, scale }: Column): Omit<Column, "values" | "labels"> {
  return { name, label, kind, scale };
}
