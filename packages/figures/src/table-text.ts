import canonicalize from "canonicalize";
import { FiguresError } from "./errors.ts";
import type { Column, Table } from "./table.ts";

/**
 * A table as CSV (RFC 4180, but lines end in a bare newline): one header line, missing values empty, numbers with all their digits.
 *
 * A column whose labels say something else than its values (`½×`) is followed by `<name>.label`, and one that lacks values of cells that
 * have failed by `<name>.reason`.
 *
 * Text that a spreadsheet would compute, such as `=1+1`, gets an apostrophe in front. No such text is in the table of an experiment: names
 * of axes and variants begin with a letter or a digit. pandas drops nothing that a spreadsheet obeys, so that there is no sign which
 * only the spreadsheet sees.
 */
export function tableToCsv(table: Table): string {
  const columns = table.columns.flatMap((column) => [...withLabels(column), ...reasonsOf(column)]);
  const lines = Array.from({ length: table.rows }, (_, row) =>
    columns.map((column) => field(column.values[row] ?? null)).join(","),
  );
  return [columns.map((column) => field(column.name)).join(","), ...lines, ""].join("\n");
}

function withLabels(column: Column): { name: string; values: Column["values"] }[] {
  const { labels } = column;
  const telling = labels?.some((label, row) => label !== String(column.values[row] ?? ""));
  return telling === true && labels !== undefined
    ? [column, { name: `${column.name}.label`, values: labels }]
    : [column];
}

const reasonsOf = ({ name, reasons }: Column): { name: string; values: Column["values"] }[] =>
  reasons === undefined ? [] : [{ name: `${name}.reason`, values: reasons }];

/** Signs at the beginning of a text that make a formula of it, here and in East Asian widths. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu;

const isComputed = (value: Column["values"][number]): boolean =>
  typeof value === "string" && FORMULA.test(value) && !NUMBER.test(value);

function field(value: Column["values"][number]): string {
  const plain = value === null ? "" : String(value);
  const text = isComputed(value) ? `'${plain}` : plain;
  return /[",\n\r]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A table as canonical JSON (RFC 8785): `{columns: [{name, label, kind, scale, values, labels?, reasons?}], rows}`.
 *
 * @throws {@link FiguresError} `FIGURES_NOT_NUMERIC` for a number that JSON does not have.
 */
export function tableToJson(table: Table): string {
  for (const column of table.columns) {
    const row = column.values.findIndex((value) => typeof value === "number" && !Number.isFinite(value));
    if (row < 0) continue;
    const message = `column "${column.name}" holds ${String(column.values[row])} in row ${row}`;
    throw new FiguresError({
      code: "FIGURES_NOT_NUMERIC",
      message,
      hint: "write null for a missing value",
    });
  }
  return canonicalize(table) ?? "";
}
