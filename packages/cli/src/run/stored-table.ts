import type { Result, Store } from "@goldilocks/engine";
import type { Column, Table } from "@goldilocks/figures";

/** A table that a result holds as JSON. */
export async function storedTable(store: Store, result: Result, name: string): Promise<Table> {
  const bytes = await store.read(result.outputs[name]?.digest ?? "");
  const table: Table = JSON.parse(new TextDecoder().decode(bytes));
  return table;
}

/** The column of that name. */
export const columnOf = (table: Table, name: string): Column | undefined =>
  table.columns.find((column) => column.name === name);

/** What stands in a row of a column, as a person reads it. */
export function labelIn(column: Column, row: number): string {
  const value = column.values[row] ?? null;
  return column.labels?.[row] ?? (typeof value === "number" ? short(value) : String(value ?? "–"));
}

/** A number to three significant digits. */
export const short = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1e6 || (rounded !== 0 && Math.abs(rounded) < 1e-4)
    ? rounded.toExponential()
    : String(rounded);
};
