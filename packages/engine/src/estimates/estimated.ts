import type { EstimateSpec } from "@goldilocks/spec";

/** A cell that a method looked at, and whether it was left out. An alias, so that it is JSON. */
type LookedAt = {
  /** Row of the table. */
  readonly row: number;
  readonly dictSize: number;
  readonly l1Coefficient: number;
  readonly value: number | null;
  /** Why it cannot be proposed; null where it can. */
  readonly leftOut: "failed" | "absent" | "not converged" | "too early" | null;
};

/** A border of the measured cells: beyond it the answer might have been another. */
export type Edge = "smallest size" | "largest size" | "smallest L1 coefficient" | "largest L1 coefficient";

/** A size and an L1 coefficient that a method proposes. */
export type Candidate = {
  readonly row: number;
  readonly dictSize: number;
  readonly l1Coefficient: number;
  readonly value: number;
  /** Null where it is too early to tell. */
  readonly converged: boolean | null;
  /** MMCS to truth there; null where it was not measured. */
  readonly mmcsTruth: number | null;
  /** Borders of the cells with a value that it lies on. */
  readonly edges: readonly Edge[];
};

/** What a method says of one grid, that is of one repeat. */
export type GridEstimate = {
  readonly repeat: number;
  /** The first of the candidates, if it may be proposed. */
  readonly proposal: Candidate | null;
  /** Why there is no proposal. */
  readonly reason: string | null;
  readonly candidates: readonly Candidate[];
  readonly cells: readonly LookedAt[];
};

/** The middle of the proposals of all repeats, and how far they spread. */
export type Spread = { readonly min: number; readonly median: number; readonly max: number };

/** What a method says of all repeats of a grid. */
export type MethodEstimate = EstimateSpec & {
  readonly rule: string;
  readonly found: number;
  readonly dictSize: Spread | null;
  readonly l1Coefficient: Spread | null;
  readonly repeats: readonly GridEstimate[];
};

/** What is true of the data of one repeat, and what was best by MMCS to truth where that was measured. */
export type Truth = {
  readonly repeat: number;
  readonly nFeatures: number | null;
  readonly best: { readonly dictSize: number; readonly l1Coefficient: number; readonly mmcsTruth: number } | null;
  /** L1 coefficients from and to which MMCS to truth is above a bound, at the size nearest the number of features. */
  readonly zone: {
    readonly above: number;
    readonly dictSize: number;
    readonly from: number;
    readonly to: number;
  } | null;
};

/** Cells that differ in size, L1 coefficient and repeat alone, and what each method says of them. */
export type GroupEstimates = {
  /** Labels on the other axes. */
  readonly at: { readonly [axis: string]: string };
  readonly truth: readonly Truth[];
  readonly estimates: readonly MethodEstimate[];
};
