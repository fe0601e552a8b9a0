import { recordBytes } from "../cost.ts";
import { activeCodes, trainingMemory } from "../training-cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the evaluation on batches that no cell trains on. */
export type HeldOutParameters = { readonly batches: number };

/** Losses and L0 on clean held-out batches. */
export const heldOut: Recipe<HeldOutParameters> = {
  kind: "heldOut",
  identity: false,
  shared: false,
  defaults: { batches: 64 },
  parameters: ({ settings: { evaluate } }) => ({ batches: evaluate.heldOutBatches }),
  inputs: ({ key }) => [key("point"), key("features"), key("stream", { purpose: "heldOut" })],
  needs: ({ key }) => [key("point"), key("features"), key("codes", { purpose: "heldOut", chunk: 0 })],
  cost: ({ settings }) => {
    const { data, evaluate, sae, train } = settings;
    const active = activeCodes(settings, train.steps, train.steps + 1);
    const samples = evaluate.heldOutBatches * train.batch;
    return {
      flops: Math.round(2 * samples * data.activationDim * (sae.dictSize + active + data.active)),
      bytes: recordBytes,
      memory: trainingMemory(settings),
    };
  },
  label: ({ name }) => `held-out losses, ${name}`,
};
