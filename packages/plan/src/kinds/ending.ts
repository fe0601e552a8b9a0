import { recordBytes } from "../cost.ts";
import { trainingCost } from "../training-cost.ts";
import type { Recipe } from "./recipe.ts";

/** The point decides everything. */
export type EndingParameters = Readonly<Record<string, never>>;

/**
 * The history of a training with an entry for its last step, where that is not one of the steps at which histories are recorded. A node of
 * its own, since no entry may enter the state that longer trainings go on from.
 */
export const ending: Recipe<EndingParameters> = {
  kind: "ending",
  identity: false,
  shared: false,
  defaults: {},
  parameters: () => ({}),
  inputs: ({ key }) => [key("point")],
  // The entry is measured on the next minibatch.
  needs: ({ key, chunks, settings: { train } }) => [
    key("point"),
    key("features"),
    ...chunks("train", train.steps + 1).slice(-1),
  ],
  cost: ({ settings }) => ({
    ...trainingCost(settings, settings.train.steps, settings.train.steps + 1),
    bytes: recordBytes,
  }),
  label: ({ name }) => `last entry of the history, ${name}`,
};
