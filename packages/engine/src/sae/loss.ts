import type { TrajectoryParameters } from "@goldilocks/plan";

/** Mean losses and activity of some samples. */
export interface Losses {
  /** (1/h)‖x − x̂‖². */
  readonly reconstruction: number;
  /** ‖c‖₁ / J. */
  readonly l1Norm: number;
  /** The penalty as it stands in the loss: (α/J)‖c‖₁ under `mean`, α‖c‖₁ under `sum`. */
  readonly l1Penalty: number;
  /** Active elements a sample. */
  readonly l0: number;
}

/** Weight of ‖c‖₁ in the loss. */
export function penaltyWeight({ dictSize, l1Coefficient, l1Normalise }: TrajectoryParameters): number {
  return l1Normalise === "mean" ? l1Coefficient / dictSize : l1Coefficient;
}

/** Sums over `samples` samples, as means. `squares` is Σ‖x − x̂‖², `l1` Σ‖c‖₁, `active` the number of codes that are not 0. */
export function losses(
  sae: TrajectoryParameters,
  activationDim: number,
  samples: number,
  sums: { readonly squares: number; readonly l1: number; readonly active: number },
): Losses {
  return {
    reconstruction: sums.squares / (activationDim * samples),
    l1Norm: sums.l1 / (samples * sae.dictSize),
    l1Penalty: (sums.l1 / samples) * penaltyWeight(sae),
    l0: sums.active / samples,
  };
}
