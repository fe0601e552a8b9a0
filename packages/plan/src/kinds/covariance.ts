import { float32, recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the matrix that correlates the features. */
export type CovarianceParameters = {
  readonly nFeatures: number;
  readonly kind: "raw" | "unit";
  readonly seed: number;
};

/** The factor of the features' covariance, `[nFeatures, nFeatures]`; cells with `covariance: none` have no such node. */
export const covariance: Recipe<CovarianceParameters> = {
  kind: "covariance",
  identity: false,
  shared: true,
  defaults: { nFeatures: 512, kind: "raw", seed: 0 },
  parameters: ({ settings: { data, seeds } }) => ({
    nFeatures: data.nFeatures,
    kind: data.covariance === "unit" ? "unit" : "raw",
    seed: seeds.features,
  }),
  inputs: () => [],
  needs: () => [],
  cost: ({ settings: { data } }) => {
    const entries = data.nFeatures * data.nFeatures;
    // The smallest eigenvalue takes about 4/3 G³ operations by tridiagonal reduction, the Cholesky factor G³/3.
    return {
      flops: Math.round((5 / 3) * entries * data.nFeatures),
      bytes: float32 * entries + recordBytes,
      memory: 4 * float32 * entries,
    };
  },
  label: ({ settings: { data, seeds } }) => `covariance ${data.nFeatures} ${data.covariance}, seed ${seeds.features}`,
};
