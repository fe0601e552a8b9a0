import type { Column, Table } from "@goldilocks/figures";
import type { CellValue, ClaimColumn, ColumnOf, KnownColumn } from "@goldilocks/plan";

/** Cells not known to have converged, because they have not or because it is too early to tell: longer training may change what was measured. */
export function unconvergedRows(table: Table): ReadonlySet<number> {
  return rowsWhere(table, (value) => value !== true);
}

/** Those of {@link unconvergedRows} of which it is too early to tell. */
export function earlyRows(table: Table): ReadonlySet<number> {
  return rowsWhere(table, (value) => value === null);
}

/** Rows by whether they have converged, without those that failed. */
function rowsWhere({ columns }: Table, keeps: (value: CellValue) => boolean): ReadonlySet<number> {
  const column = columns.find(({ name }) => name === "converged");
  const failed = (row: number): boolean => (column?.reasons?.[row] ?? null) !== null;
  return new Set((column?.values ?? []).flatMap((value, row) => (keeps(value) && !failed(row) ? [row] : [])));
}

/** Why values are missing that a failure took: the reasons of a row, in any column. */
export function failureReasons({ columns }: Table): (row: number) => readonly string[] {
  const told = columns.flatMap(({ reasons }) => (reasons === undefined ? [] : [reasons]));
  return (row) => told.flatMap((reasons) => reasons[row] ?? []);
}

/** Measured, but not of a training. */
const isSettled = (name: string): boolean => name === "converged" || name.endsWith(".chance");

/**
 * The columns of a table as claims see them. What a failure took is left open: it might have been anything. So is
 * whether a cell has converged of which it is too early to tell.
 *
 * @param known - Those that were set, not measured.
 * @param open - Rows of which nothing measured counts as known.
 */
export function claimColumns(
  table: Table,
  known: readonly KnownColumn[],
  open: ReadonlySet<number> = new Set(),
): ColumnOf {
  const set = new Map(known.map((column) => [column.name, column]));
  const seen = new Map<string, ClaimColumn>();
  const of = ({ name, values: stored, labels, reasons }: Column): ClaimColumn => {
    const own = set.get(name);
    const lost = (value: CellValue, row: number): CellValue =>
      value === null && (name === "converged" || (reasons?.[row] ?? null) !== null) ? undefined : value;
    const values = stored.map(lost);
    const left = (value: CellValue, row: number): CellValue => (open.has(row) ? undefined : value);
    if (own === undefined)
      return { name, measured: true, values: isSettled(name) || open.size === 0 ? values : values.map(left) };
    return {
      name,
      measured: false,
      scale: own.scale,
      values,
      ...(own.written !== undefined && { written: own.written }),
      ...(labels !== undefined && { labels }),
    };
  };
  return (name) => {
    const column = seen.get(name) ?? table.columns.filter((one) => one.name === name).map(of)[0];
    if (column !== undefined) seen.set(name, column);
    return column;
  };
}
