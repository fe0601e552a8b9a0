import type { Settings } from "@goldilocks/spec";

import { float32, recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the matrix that correlates the features. */
export type CovarianceParameters = {
  readonly nFeatures: number;
  readonly kind: Settings["data"]["covariance"];
  readonly seed: number;
  /** Share of variance in a part of low rank; 0 is none, and has no rank. */
  readonly strength: number;
  readonly rank: number;
};

/** Whether the normals behind the activation probabilities are correlated, so that a covariance is needed. */
export const isCorrelated = ({ data }: Settings): boolean =>
  data.covariance !== "none" || data.correlation.strength > 0;

/** The factor of the features' covariance, `[nFeatures, nFeatures]`; cells whose features are independent have no such node. */
export const covariance: Recipe<CovarianceParameters> = {
  kind: "covariance",
  identity: false,
  shared: true,
  defaults: { nFeatures: 512, kind: "raw", seed: 0, strength: 0, rank: 1 },
  parameters: ({ settings: { data, seeds } }) => ({
    nFeatures: data.nFeatures,
    kind: data.covariance,
    seed: seeds.features,
    strength: data.correlation.strength,
    rank: data.correlation.strength > 0 ? data.correlation.rank : 1,
  }),
  inputs: () => [],
  needs: () => [],
  cost: ({ settings: { data } }) => {
    const entries = data.nFeatures * data.nFeatures;
    const common = data.correlation.strength > 0 ? 2 * data.correlation.rank * entries : 0;
    // The smallest eigenvalue takes about 4/3 G³ operations by tridiagonal reduction, the Cholesky factor G³/3.
    return {
      flops: Math.round((5 / 3) * entries * data.nFeatures) + common,
      bytes: float32 * entries + recordBytes,
      memory: 4 * float32 * entries,
    };
  },
  label: ({ settings: { data, seeds } }) => `covariance ${data.nFeatures} ${data.covariance}, seed ${seeds.features}`,
};
