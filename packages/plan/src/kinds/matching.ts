import { float32, recordBytes } from "../cost.ts";
import { matchable, matchingFlops } from "../matching-limit.ts";
import { stateBytes } from "../training-cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the one-to-one matching. */
export type MatchingParameters = { readonly recoveredAbove: number };

/** Features and elements matched one to one at the largest total cosine; absent where their numbers are beyond the limit. */
export const matching: Recipe<MatchingParameters> = {
  kind: "matching",
  identity: false,
  shared: false,
  defaults: { recoveredAbove: 0.9 },
  parameters: ({ settings: { evaluate } }) => ({ recoveredAbove: evaluate.recoveredAbove }),
  inputs: ({ key }) => [key("point"), key("features")],
  needs: ({ key }) => [key("point"), key("features")],
  cost: ({ settings }) => {
    const { data, sae } = settings;
    if (!matchable(data.nFeatures, sae.dictSize)) return { flops: 1, bytes: recordBytes, memory: 4096 };
    const pairs = sae.dictSize * data.nFeatures;
    return {
      flops: 2 * pairs * data.activationDim + matchingFlops(data.nFeatures, sae.dictSize),
      bytes: 2 * float32 * data.nFeatures + recordBytes,
      memory: stateBytes(settings) + float32 * (data.activationDim * (sae.dictSize + data.nFeatures) + pairs),
    };
  },
  label: ({ name }) => `one-to-one matches, ${name}`,
};
