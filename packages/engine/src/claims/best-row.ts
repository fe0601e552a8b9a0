import type { CellValue } from "@goldilocks/plan";

/** The first row with the greatest, or least, number. */
export function bestRow(rows: readonly number[], values: readonly CellValue[], greatest: boolean): number | undefined {
  let best: { readonly row: number; readonly value: number } | undefined;
  for (const [index, row] of rows.entries()) {
    const value = values[index];
    if (typeof value !== "number") continue;
    if (best === undefined || (greatest ? value > best.value : value < best.value)) best = { row, value };
  }
  return best?.row;
}
