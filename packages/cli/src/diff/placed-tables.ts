import type { Column, Table } from "@goldilocks/figures";
import type { KnownColumn } from "@goldilocks/plan";
import { columnOf } from "../run/stored-table.ts";

/** The column of an axis also holds what was written, where that is not its values: the ratios of a size. */
type Written = Column & Pick<KnownColumn, "written">;

/**
 * Two tables as their rows are placed together in one picture: where one ratio stands for another size on each side, by the ratio, so that
 * half of the features is one place.
 */
export function placedTables(a: Table, b: Table): readonly [Table, Table] {
  const apart = new Set(
    a.columns.flatMap((column) => {
      const other = columnOf(b, column.name);
      return other !== undefined && isApart(column, other) ? [column.name] : [];
    }),
  );
  const placed = (table: Table): Table => ({
    rows: table.rows,
    columns: table.columns.map((column) => (apart.has(column.name) ? byWritten(column) : column)),
  });
  return [placed(a), placed(b)];
}

const byWritten = (column: Written): Column => ({ ...column, values: column.written ?? column.values });

/** Whether what is written the same way has another value on the other side. */
function isApart(column: Written, other: Written): boolean {
  if (column.written === undefined || other.written === undefined) return false;
  const values = new Map(column.written.map((written, row) => [written, column.values[row]]));
  return other.written.some((written, row) => values.has(written) && values.get(written) !== other.values[row]);
}
