import { heldOut } from "./held-out.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the variance explained on held-out batches. */
export type VarianceParameters = { readonly batches: number };

/** The share of the variance of held-out inputs that the reconstruction explains. */
export const variance: Recipe<VarianceParameters> = {
  kind: "variance",
  identity: false,
  shared: false,
  defaults: { batches: 64 },
  parameters: ({ settings: { evaluate } }) => ({ batches: evaluate.heldOutBatches }),
  inputs: ({ key }) => [key("point"), key("features"), key("stream", { purpose: "heldOut" })],
  needs: ({ key }) => [key("point"), key("features"), key("codes", { purpose: "heldOut", chunk: 0 })],
  cost: heldOut.cost,
  label: ({ name }) => `variance explained, ${name}`,
};
