import { recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of recovery by frequency: held-out batches in which activations are counted. */
export type ByFrequencyParameters = { readonly batches: number };

/** Recovery of features over quarters of them by how often they are active; what counts as recovered is the similarity's. */
export const byFrequency: Recipe<ByFrequencyParameters> = {
  kind: "byFrequency",
  identity: false,
  shared: false,
  defaults: { batches: 64 },
  parameters: ({ settings: { evaluate } }) => ({ batches: evaluate.heldOutBatches }),
  inputs: ({ key }) => [key("similarity"), key("stream", { purpose: "heldOut" })],
  needs: ({ key }) => [key("similarity"), key("codes", { purpose: "heldOut", chunk: 0 })],
  cost: ({ settings: { data } }) => ({
    flops: 20 * data.nFeatures,
    bytes: 12 * data.nFeatures + recordBytes,
    memory: 64 * data.nFeatures,
  }),
  label: ({ name }) => `recovery by frequency, ${name}`,
};
