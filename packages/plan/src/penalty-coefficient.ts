import type { Settings } from "@goldilocks/spec";

/** Weight of the L1 penalty; 0 for activations that have none. */
export const l1Coefficient = (sae: Settings["sae"]): number => ("l1Coefficient" in sae ? sae.l1Coefficient : 0);

/** Weight of the penalty that makes codes few, L1 or L0; 0 for activations that have none. */
export const penaltyCoefficient = (sae: Settings["sae"]): number =>
  "l0Coefficient" in sae ? sae.l0Coefficient : l1Coefficient(sae);
