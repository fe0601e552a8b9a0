import { float32, recordBytes } from "../cost.ts";
import { stateBytes } from "../training-cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the comparison from the dictionary's side: what is a copy, and after how many idle minibatches an element is dead. */
export type ElementsParameters = { readonly recoveredAbove: number; readonly window: number };

/** Rows compared at a time, and elements with them, as the op does it: memory grows with the sizes, not with their product. */
const rowsAtOnce = 4096;
const elementsAtOnce = 512;

/** The best feature of every element, copies of features, and both directions of MMCS over live elements. */
export const elements: Recipe<ElementsParameters> = {
  kind: "elements",
  identity: false,
  shared: false,
  defaults: { recoveredAbove: 0.9, window: 500 },
  parameters: ({ settings: { evaluate } }) => ({
    recoveredAbove: evaluate.recoveredAbove,
    window: evaluate.deadWindow,
  }),
  inputs: ({ key }) => [key("point"), key("features")],
  needs: ({ key }) => [key("point"), key("features")],
  cost: ({ settings }) => {
    const { data, sae } = settings;
    const block = float32 * Math.min(rowsAtOnce, Math.max(sae.dictSize, data.nFeatures)) * elementsAtOnce;
    return {
      flops: 4 * sae.dictSize * data.nFeatures * data.activationDim, // both directions
      bytes: 2 * float32 * sae.dictSize + float32 * data.nFeatures + recordBytes,
      memory: stateBytes(settings) + float32 * data.activationDim * (sae.dictSize + data.nFeatures) + block,
    };
  },
  label: ({ name }) => `best feature of every element, ${name}`,
};
