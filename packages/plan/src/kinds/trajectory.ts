import type { Settings } from "@goldilocks/spec";

import { free } from "../cost.ts";
import type { Plain } from "../frozen.ts";
import { courseDefaults, courseOf, type CourseParameters } from "./course.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of a training without an end. */
export type TrajectoryParameters = {
  readonly dictSize: number;
  readonly activation: Settings["sae"]["activation"];
  readonly l1Coefficient: number;
  readonly l1Normalise: Settings["sae"]["l1Normalise"];
  readonly unitNorm: Settings["sae"]["unitNorm"];
  readonly init: Plain<Settings["sae"]["init"]>;
  readonly optimizer: Plain<Settings["train"]["optimizer"]>;
  readonly initSeed: number;
  /** Root mean square length of the noise added to each unit direction, drawn per sample. */
  readonly jitter: number;
  /** Normal noise on the minibatches: standard deviations in each dimension. */
  readonly noise: Plain<Settings["data"]["noise"]>;
  readonly course: CourseParameters;
};

/** A target has a choice only where the input is noisy. */
const noiseOf = ({ noise }: Settings["data"]): Settings["data"]["noise"] =>
  noise.input > 0 ? noise : { ...noise, target: "clean" };

/** Whether the minibatches have noise of their own, beside that of the directions. */
export const isNoisy = ({ data: { noise } }: Settings): boolean => noise.input > 0 || noise.label > 0;

/**
 * The training of one cell: an identity, whose states at given steps are `point` nodes. It knows no number of steps, unless its
 * learning rate falls until the last.
 */
export const trajectory: Recipe<TrajectoryParameters> = {
  kind: "trajectory",
  identity: true,
  shared: false,
  defaults: {
    dictSize: 512,
    activation: "relu",
    l1Coefficient: 0.1,
    l1Normalise: "mean",
    unitNorm: "project",
    init: { encoder: "linear", decoder: "orthogonal" },
    optimizer: {
      choice: "kind",
      preferred: "adam",
      branches: { adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
    },
    initSeed: 0,
    jitter: 0,
    noise: { input: 0, target: "clean", label: 0 },
    course: courseDefaults,
  },
  parameters: ({ settings, settings: { data, sae, seeds, train } }) => ({
    dictSize: sae.dictSize,
    activation: sae.activation,
    l1Coefficient: sae.l1Coefficient,
    l1Normalise: sae.l1Normalise,
    unitNorm: sae.unitNorm,
    init: sae.init,
    optimizer: train.optimizer,
    initSeed: seeds.init,
    jitter: data.jitter,
    noise: noiseOf(data),
    course: courseOf(settings),
  }),
  inputs: ({ key }) => [key("features"), key("stream")],
  needs: () => [],
  cost: () => free,
  label: ({ name }) => name,
};
