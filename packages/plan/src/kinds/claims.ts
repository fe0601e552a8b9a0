import type { SeedAxis } from "../seed-axes.ts";
import type { Gaps } from "./gaps.ts";
import type { KindRecord } from "./recipe.ts";

/** A claim as it is decided: in normal form, with where it comes from. */
export type StatedClaim = {
  readonly name: string;
  readonly claim: string;
  readonly says: string | null;
  /** Level of the intervals over repeats, in (0, 1). */
  readonly interval: number;
  readonly unconverged: "undecided" | "count";
};

/** Parameters of the verdicts: the table (input 0) says all else. */
export type ClaimsParameters = {
  readonly claims: readonly StatedClaim[];
  /** Columns whose values tell readings apart: claims are decided for each reading by itself. */
  readonly readings: readonly string[];
  /** Axes whose trainings are replicates, unless a claim names them; left out where there are none. */
  readonly seedAxes?: readonly SeedAxis[];
  readonly partial?: Gaps;
};

/** Which claims hold, fail or are undecided, and the numbers behind it. */
export const claims: KindRecord = { kind: "claims", identity: false, shared: false, defaults: {} };
