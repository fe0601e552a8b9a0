import type { TrajectoryParameters } from "@goldilocks/plan";

/** Mean losses and activity of some samples. */
export interface Losses {
  /** (1/h)‖x − x̂‖². */
  readonly reconstruction: number;
  /** ‖c‖₁ / J. */
  readonly l1Norm: number;
  /** The penalty as it stands in the loss: (α/J)‖c‖₁ under `mean`, α‖c‖₁ under `sum`; of open gates, or of ‖c‖₀, where it is theirs. */
  readonly l1Penalty: number;
  /** Active elements a sample. */
  readonly l0: number;
}

/** Weight in the loss of what the penalty is of: ‖c‖₁, or ‖c‖₀ for JumpReLU. */
export function penaltyWeight({ activation, dictSize, l1Coefficient, l1Normalise }: TrajectoryParameters): number {
  if (activation.kind === "jumprelu") return activation.l0Coefficient / dictSize;
  return l1Normalise === "mean" ? l1Coefficient / dictSize : l1Coefficient;
}

/** Sums over `samples` samples, as means. `squares` is Σ‖x − x̂‖², `l1` Σ‖c‖₁, `active` the number of codes that are not 0, `penalised` the sum of what the penalty is of. */
export function losses(
  sae: TrajectoryParameters,
  activationDim: number,
  samples: number,
  sums: { readonly squares: number; readonly l1: number; readonly active: number; readonly penalised: number },
): Losses {
  return {
    reconstruction: sums.squares / (activationDim * samples),
    l1Norm: sums.l1 / (samples * sae.dictSize),
    l1Penalty: (sums.penalised / samples) * penaltyWeight(sae),
    l0: sums.active / samples,
  };
}
