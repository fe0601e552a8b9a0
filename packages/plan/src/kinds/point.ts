import { trainingCost } from "../training-cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of a point: how many minibatches have been trained on. */
export type PointParameters = { readonly step: number };

/** The state of a trajectory after some steps, and its history up to there. */
export const point: Recipe<PointParameters> = {
  kind: "point",
  identity: false,
  shared: false,
  defaults: {},
  parameters: ({ settings: { train } }) => ({ step: train.steps }),
  inputs: ({ key }) => [key("trajectory")],
  needs: ({ key, chunks, settings: { train } }) => [key("features"), ...chunks("train", train.steps)],
  cost: ({ settings }) => trainingCost(settings, 0, settings.train.steps),
  label: ({ name, settings }) => `${name}, to step ${settings.train.steps}`,
};
