import type { FigureSpec } from "./figure-spec.ts";
import { type Column, columnNamed, findColumn, type Table } from "./table.ts";

/** Names of the columns that several columns along y become: which of them a row is of, and its value. */
export const QUANTITY = "quantity";
export const VALUE = "value";

/** A table in which several columns are one, and the columns that a figure then draws. */
export interface AlongY {
  readonly table: Table;
  readonly y: string;
  readonly series: string;
}

/**
 * Several columns as one: every row once for each of them, with the column's name in `quantity` and its value in `value`. Their chance
 * levels become `value.chance` likewise.
 */
export function severalAlongY({ scales }: FigureSpec, names: readonly string[], table: Table): AlongY {
  const columns = names.map((name) => columnNamed(table, name));
  const others = table.columns.filter((column) => column.name !== QUANTITY && column.name !== VALUE);
  const [first] = columns;
  const plain = { kind: "number", scale: scales?.y ?? first?.scale ?? "linear" } as const;
  const none = Array.from({ length: table.rows }, () => null);
  const values = columns.flatMap((column) => column.values);
  const failed = columns.some((column) => column.reasons !== undefined);
  const reasons = columns.flatMap((column) => column.reasons ?? none);
  const chances = names.map((name) => findColumn(table, `${name}.chance`));
  const chance: Column = {
    ...plain,
    name: `${VALUE}.chance`,
    label: "chance",
    values: chances.flatMap((column) => column?.values ?? none),
  };
  return {
    y: VALUE,
    series: QUANTITY,
    table: {
      rows: table.rows * names.length,
      columns: [
        ...others.map((column) => repeated(column, names.length)),
        quantity(columns, table.rows),
        { ...plain, name: VALUE, label: jointLabel(columns), values, ...(failed && { reasons }) },
        ...(chances.some((column) => column !== undefined) ? [chance] : []),
      ],
    },
  };
}

function repeated(column: Column, times: number): Column {
  const again = <T>(values: readonly T[]): T[] => Array.from({ length: times }, () => values).flat();
  const { labels, reasons } = column;
  return {
    ...column,
    values: again(column.values),
    ...(labels !== undefined && { labels: again(labels) }),
    ...(reasons !== undefined && { reasons: again(reasons) }),
  };
}

/** Called as the axis would be; two columns of one label by their names. */
function quantity(columns: readonly Column[], rows: number): Column {
  const labels = columns.map(({ label }) => label);
  const shown = new Set(labels).size === labels.length ? labels : columns.map(({ name }) => name);
  const along = <T>(of: readonly T[]): T[] => of.flatMap((one) => Array.from({ length: rows }, () => one));
  return {
    name: QUANTITY,
    label: "",
    kind: "string",
    scale: "ordinal",
    values: along(columns.map(({ name }) => name)),
    labels: along(shown),
  };
}

/** What an axis of several columns says: their label where they share one, else all of them. */
function jointLabel(columns: readonly Column[]): string {
  return [...new Set(columns.map(({ label }) => label))].join(", ");
}
