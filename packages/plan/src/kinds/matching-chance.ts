import { float32, recordBytes } from "../cost.ts";
import { matchable, matchingFlops } from "../matching-limit.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the chance level of one-to-one matches. */
export type MatchingChanceParameters = { readonly dictSize: number };

/** Random dictionaries that the level averages. */
const dictionaries = 4;

/** The mean cosine of one-to-one matches of features with random unit dictionaries of the same size. */
export const matchingChance: Recipe<MatchingChanceParameters> = {
  kind: "matchingChance",
  identity: false,
  shared: true,
  defaults: { dictSize: 512 },
  parameters: ({ settings: { sae } }) => ({ dictSize: sae.dictSize }),
  inputs: ({ key }) => [key("features")],
  needs: ({ key }) => [key("features")],
  cost: ({ settings: { data, sae } }) => {
    if (!matchable(data.nFeatures, sae.dictSize)) return { flops: 1, bytes: recordBytes, memory: 4096 };
    const pairs = sae.dictSize * data.nFeatures;
    const cosines = sae.dictSize * data.activationDim * (2 * data.nFeatures + 63);
    return {
      flops: dictionaries * (cosines + matchingFlops(data.nFeatures, sae.dictSize)),
      bytes: recordBytes,
      memory: float32 * (data.activationDim * (2 * sae.dictSize + data.nFeatures) + pairs),
    };
  },
  label: ({ settings: { sae } }) => `chance level of one-to-one matches, J ${sae.dictSize}`,
};
