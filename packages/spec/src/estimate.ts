/** A method that proposes size and L1 coefficient from what needs no true features. */
export type EstimateMethod = "dead" | "ssll" | "mmcs.larger" | "mmcs.larger.next";

/** What every method can be told. */
type Common = {
  /** Whether a cell whose training has not converged is never proposed. */
  readonly onlyConverged: boolean;
};

/** A method with all its options. */
export type EstimateSpec =
  | (Common & { readonly method: "dead"; readonly atMost: number })
  | (Common & { readonly method: "ssll"; readonly peaks: "curves" | "values" })
  | (Common & { readonly method: "mmcs.larger" | "mmcs.larger.next"; readonly aboveChance: boolean });
