import { recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the count of dead elements: the window, in minibatches. */
export type DeadParameters = { readonly window: number };

/** Elements without an activation in the last `window` minibatches; absent at a step before the window is full. */
export const dead: Recipe<DeadParameters> = {
  kind: "dead",
  identity: false,
  shared: false,
  defaults: { window: 500 },
  parameters: ({ settings: { evaluate } }) => ({ window: evaluate.deadWindow }),
  inputs: ({ key }) => [key("point")],
  needs: ({ key }) => [key("point")],
  cost: ({ settings: { sae } }) => ({
    flops: sae.dictSize,
    bytes: recordBytes,
    memory: 4 * sae.dictSize,
  }),
  label: ({ name }) => `dead elements, ${name}`,
};
