import { float32, recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the comparison with the true features. */
export type SimilarityParameters = { readonly recoveredAbove: number };

/** MMCS to truth, and the share of features whose best element is above `recoveredAbove`. */
export const similarity: Recipe<SimilarityParameters> = {
  kind: "similarity",
  identity: false,
  shared: false,
  defaults: { recoveredAbove: 0.9 },
  parameters: ({ settings: { evaluate } }) => ({ recoveredAbove: evaluate.recoveredAbove }),
  inputs: ({ key }) => [key("point"), key("features")],
  needs: ({ key }) => [key("point"), key("features")],
  cost: ({ settings: { data, sae } }) => ({
    flops: 2 * sae.dictSize * data.nFeatures * data.activationDim,
    bytes: float32 * data.nFeatures + recordBytes,
    memory: float32 * data.activationDim * (sae.dictSize + data.nFeatures),
  }),
  label: ({ name }) => `similarity to truth, ${name}`,
};
