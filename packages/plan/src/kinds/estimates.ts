import type { EstimateSpec } from "@goldilocks/spec";

import type { Plain } from "../frozen.ts";
import type { Gaps } from "./gaps.ts";
import type { KindRecord } from "./recipe.ts";

/** The cells of one replicate, by a repeat or by an axis that only sets seeds, that differ in dictionary size and L1 coefficient alone. */
export type EstimatedGrid = {
  /** From 0. */
  readonly repeat: number;
  /** Rows of the table by ascending size, then L1 coefficient; each cell once. */
  readonly rows: readonly number[];
};

/** Grids whose other settings are the same, but for the seeds that repeats change. */
export type EstimatedGroup = {
  /** Labels of the points that all cells of the group have on the other axes. */
  readonly at: { readonly [axis: string]: string };
  readonly grids: readonly EstimatedGrid[];
};

/** Parameters of the estimates: what is asked, and which rows of the table (input 0) belong together. */
export type EstimatesParameters = {
  readonly asked: readonly Plain<EstimateSpec>[];
  readonly groups: readonly EstimatedGroup[];
  readonly partial?: Gaps;
};

/** What methods that need no true features propose for size and L1 coefficient. */
export const estimates: KindRecord = { kind: "estimates", identity: false, shared: false, defaults: {} };
