import { type Expression, showClaim, walk } from "@goldilocks/spec";

import { cellValue } from "./cell-value.ts";
import type { CellValue, ColumnOf } from "./columns.ts";

type Arithmetic = Extract<Expression, { readonly kind: "arithmetic" }>;

/** Cells whose values are known before anything runs; rows are `undefined` where results decide which count. */
interface KnownCells {
  readonly rows: readonly number[] | undefined;
  /** Columns that the grid sets; `undefined` for all others. */
  readonly columns: ColumnOf;
}

/** What an expression is worth in each cell, where the text and the grid alone decide that. */
function knownValues(part: Expression, { rows, columns }: KnownCells): readonly CellValue[] | undefined {
  let isConstant = true;
  for (const { kind, ...rest } of walk(part)) {
    if (kind === "column" && "name" in rest && columns(rest.name) !== undefined) isConstant = false;
    else if (kind !== "number" && kind !== "arithmetic" && kind !== "minus") return undefined;
  }
  if (isConstant) return [cellValue(part, 0, columns)];
  return rows?.map((row) => cellValue(part, row, columns));
}

/** What is wrong with a calculation that has no value in any cell, whatever the results are; `undefined` where it may have one. */
export function noValue(
  part: Arithmetic,
  cells: KnownCells,
): { readonly message: string; readonly hint: string } | undefined {
  const divisors = part.by === "/" ? knownValues(part.right, cells) : undefined;
  if (divisors !== undefined && divisors.length > 0 && divisors.every((value) => value === 0)) {
    const message = `${showClaim(part)} divides by 0`;
    return { message, hint: "divide by something else, or multiply the other side" };
  }
  const values = knownValues(part, cells);
  if (values === undefined || values.length === 0 || values.some((value) => value !== null)) return undefined;
  return { message: `${showClaim(part)} is beyond all numbers`, hint: "write smaller numbers" };
}
