import { float32, recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the chance level of MMCS. */
export type ChanceParameters = { readonly dictSize: number };

/** MMCS to truth of random unit dictionaries of the same size: the level that no learning reaches. */
export const chance: Recipe<ChanceParameters> = {
  kind: "chance",
  identity: false,
  shared: true,
  defaults: { dictSize: 512 },
  parameters: ({ settings: { sae } }) => ({ dictSize: sae.dictSize }),
  inputs: ({ key }) => [key("features")],
  needs: ({ key }) => [key("features")],
  cost: ({ settings: { data, sae } }) => ({
    flops: sae.dictSize * data.activationDim * (2 * data.nFeatures + 63),
    bytes: recordBytes,
    memory: float32 * data.activationDim * (sae.dictSize + data.nFeatures),
  }),
  label: ({ settings: { sae } }) => `chance level, J ${sae.dictSize}`,
};
