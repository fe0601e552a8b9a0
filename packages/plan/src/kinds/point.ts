import type { Settings } from "@goldilocks/spec";

import { trainingCost } from "../training-cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of a point. */
export type PointParameters = {
  /** How many minibatches have been trained on; with `until: converged` at most. */
  readonly step: number;
  readonly until: Settings["train"]["until"];
};

/** The state of a trajectory after some steps, and its history up to there. */
export const point: Recipe<PointParameters> = {
  kind: "point",
  identity: false,
  shared: false,
  defaults: { until: "steps" },
  parameters: ({ settings: { train } }) => ({ step: train.steps, until: train.until }),
  inputs: ({ key }) => [key("trajectory")],
  needs: ({ key, chunks, settings: { train } }) => [key("features"), ...chunks("train", train.steps)],
  cost: ({ settings }) => trainingCost(settings, 0, settings.train.steps),
  label: ({ name, settings: { train } }) =>
    train.until === "steps"
      ? `${name}, to step ${train.steps}`
      : `${name}, until converged, at most to step ${train.steps}`,
};
