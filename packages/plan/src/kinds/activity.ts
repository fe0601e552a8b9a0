import { recordBytes } from "../cost.ts";
import { heldOut } from "./held-out.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the comparison of activity on held-out batches. */
export type ActivityParameters = { readonly batches: number };

/** Precision and recall of the activity of features by that of the elements they are matched with. */
export const activity: Recipe<ActivityParameters> = {
  kind: "activity",
  identity: false,
  shared: false,
  defaults: { batches: 64 },
  parameters: ({ settings: { evaluate } }) => ({ batches: evaluate.heldOutBatches }),
  inputs: ({ key }) => [key("matching"), key("point"), key("features"), key("stream", { purpose: "heldOut" })],
  needs: ({ key }) => [key("matching"), key("point"), key("features"), key("codes", { purpose: "heldOut", chunk: 0 })],
  cost: (site) => {
    const { data, evaluate, train } = site.settings;
    const { flops, memory } = heldOut.cost(site);
    const looks = 4 * evaluate.heldOutBatches * train.batch * data.nFeatures;
    return { flops: flops + looks, bytes: 12 * data.nFeatures + recordBytes, memory };
  },
  label: ({ name }) => `activity of matched elements, ${name}`,
};
