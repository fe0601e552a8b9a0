import { FiguresError } from "./errors.ts";
import { type Column, columnNamed, findColumn, type Table } from "./table.ts";

/**
 * A long table with the columns of the rows it belongs to: each row of `histories` names in its column `row` (counted from 0) a row of
 * `table`, and gains that row's values. A column that both have is the history's.
 *
 * @throws {@link FiguresError} `FIGURES_UNKNOWN_COLUMN` without a column `row`, `FIGURES_NOT_NUMERIC` where it names no row.
 */
export function joinHistories(table: Table, histories: Table): Table {
  const rows = columnNamed(histories, "row").values.map((value) => rowNumber(value, table));
  const own = histories.columns.filter((column) => column.name !== "row");
  const others = table.columns.filter((column) => findColumn(histories, column.name) === undefined);
  return { rows: histories.rows, columns: [...own, ...others.map((column) => takeRows(column, rows))] };
}

function rowNumber(value: Column["values"][number], table: Table): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < table.rows) return value;
  const message = `a history names row ${String(value)}, but the table has rows 0 to ${table.rows - 1}`;
  throw new FiguresError({
    code: "FIGURES_NOT_NUMERIC",
    message,
    hint: "count rows from 0 in the column `row`",
  });
}

/** The column with only those rows, in that order. */
export function takeRows(column: Column, rows: readonly number[]): Column {
  const values = rows.map((row) => column.values[row] ?? null);
  const { labels, reasons } = column;
  return {
    ...column,
    values,
    ...(labels !== undefined && { labels: rows.map((row) => labels[row] ?? "") }),
    ...(reasons !== undefined && { reasons: rows.map((row) => reasons[row] ?? null) }),
  };
}
