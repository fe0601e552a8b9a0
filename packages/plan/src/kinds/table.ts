import type { DerivedColumn, MeasuredColumn } from "../metrics.ts";
import type { RowKind } from "../node-kind.ts";
import type { Gaps } from "./gaps.ts";
import type { KindRecord } from "./recipe.ts";

/** A column known before anything runs: an axis, the repeat or a setting; one value a row, null where it does not apply. */
export type KnownColumn = {
  readonly name: string;
  readonly label: string;
  readonly kind: "number" | "string" | "boolean";
  readonly scale: "log" | "linear" | "ordinal";
  readonly values: readonly (number | string | boolean | null)[];
  /** How each row's value is shown, such as `½×`. */
  readonly labels?: readonly string[];
  /** The axis points' own values, where they are not `values`: the ratio of a size. A figure's `where` names these. */
  readonly written?: readonly (number | string | boolean | null)[];
};

/** Parameters of the table: one row a cell and repeat. */
export type TableParameters = {
  readonly rows: number;
  readonly known: readonly KnownColumn[];
  /** Node kinds behind a row: input `row · sources.length + i` is the row's node of kind `sources[i]`. */
  readonly sources: readonly RowKind[];
  readonly measured: readonly MeasuredColumn[];
  readonly derived: readonly DerivedColumn[];
  readonly partial?: Gaps;
};

/** Everything known about the cells, in rows and columns: what the figures draw. */
export const table: KindRecord = { kind: "table", identity: false, shared: false, defaults: {} };
