import type { FigureSpec, Scalar } from "./figure-spec.ts";
import { type Column, columnNamed, labelAt, type Table } from "./table.ts";

/**
 * The rows that `where` keeps: those whose column equals the value, or one of the values, by value, by label (`½×`), or, where labels
 * are ratios, by ratio (0.5).
 *
 * @throws {@link FiguresError} `FIGURES_UNKNOWN_COLUMN`.
 */
export function filterRows(table: Table, where: FigureSpec["where"] = {}): number[] {
  const tests = Object.entries(where).map(([name, wanted]) => test(columnNamed(table, name), wanted));
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  return rows.filter((row) => tests.every((keeps) => keeps(row)));
}

function test(column: Column, wanted: Scalar | readonly Scalar[]): (row: number) => boolean {
  const values = new Set<Scalar>(typeof wanted === "object" ? wanted : [wanted]);
  return (row) => {
    const value = column.values[row] ?? null;
    if (value === null) return false;
    const label = labelAt(column, row);
    const ratio = ratioOf(label);
    return values.has(value) || values.has(label) || (ratio !== undefined && values.has(ratio));
  };
}

const FRACTIONS: Readonly<Record<string, number>> = { "⅛": 0.125, "¼": 0.25, "½": 0.5, "¾": 0.75 };

/** The ratio that a label such as `½×` or `8×` stands for. */
function ratioOf(label: string): number | undefined {
  if (!label.endsWith("×")) return undefined;
  const text = label.slice(0, -1);
  const ratio = FRACTIONS[text] ?? Number(text);
  return Number.isFinite(ratio) ? ratio : undefined;
}
