import type { Scalar } from "@goldilocks/spec";

/** What stands in a cell: null where there is nothing, undefined where it is left open. */
export type CellValue = Scalar | null | undefined;

/** A column as claims see it, one value a row. */
export interface ClaimColumn {
  readonly name: string;
  readonly values: readonly CellValue[];
  /** The values as the grid writes them, where these are others: ratios. */
  readonly written?: readonly CellValue[];
  /** How each row's value is shown. */
  readonly labels?: readonly string[];
  /** How it is drawn, where the grid sets it: ratios of values say more than differences where that is logarithmic. */
  readonly scale?: "log" | "linear" | "ordinal";
  /** Whether it was measured, not set. */
  readonly measured: boolean;
}

/** The column of a name; `undefined` where a name is none. */
export type ColumnOf = (name: string) => ClaimColumn | undefined;
