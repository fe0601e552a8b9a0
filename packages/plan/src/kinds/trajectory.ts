import type { Settings } from "@goldilocks/spec";

import { free } from "../cost.ts";
import type { Plain } from "../frozen.ts";
import { l1Coefficient } from "../penalty-coefficient.ts";
import { courseDefaults, courseOf, type CourseParameters } from "./course.ts";
import type { Recipe } from "./recipe.ts";

/** The activation, with what it alone has. */
type ActivationParameters =
  | { readonly kind: "relu" | "gated" }
  | { readonly kind: "topk" | "batchtopk"; readonly k: number }
  | {
      readonly kind: "jumprelu";
      readonly l0Coefficient: number;
      readonly bandwidth: number;
      readonly initialThreshold: number;
    };

/** The auxiliary loss of a training. */
type AuxiliaryParameters =
  | { readonly kind: "none" }
  | { readonly kind: "auxk"; readonly coefficient: number; readonly k: number; readonly deadAfter: number };

/** Parameters of a training without an end. */
export type TrajectoryParameters = {
  readonly dictSize: number;
  readonly activation: ActivationParameters;
  /** 0 where the activation has no such penalty. */
  readonly l1Coefficient: number;
  readonly l1Normalise: "mean" | "sum";
  readonly unitNorm: Settings["sae"]["unitNorm"];
  readonly tied: boolean;
  readonly decoderBias: Settings["sae"]["decoderBias"];
  readonly auxiliary: AuxiliaryParameters;
  readonly init: Plain<Settings["sae"]["init"]>;
  readonly optimizer: Plain<Settings["train"]["optimizer"]>;
  readonly initSeed: number;
  /** Root mean square length of the noise added to each unit direction, drawn per sample. */
  readonly jitter: number;
  /** Normal noise on the minibatches: standard deviations in each dimension. */
  readonly noise: Plain<Settings["data"]["noise"]>;
  readonly course: CourseParameters;
  /** At how many steps of a decade its history is recorded: in the states that it is stored in, so it is part of what they are. */
  readonly history: Plain<Settings["train"]["history"]>;
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
    activation: {
      choice: "kind",
      preferred: "relu",
      branches: {
        relu: {},
        gated: {},
        topk: { k: 8 },
        batchtopk: { k: 8 },
        jumprelu: { l0Coefficient: 0.1, bandwidth: 0.001, initialThreshold: 0.001 },
      },
    },
    l1Coefficient: 0.1,
    l1Normalise: "mean",
    unitNorm: "project",
    tied: false,
    decoderBias: "none",
    auxiliary: {
      choice: "kind",
      preferred: "none",
      branches: { none: {}, auxk: { coefficient: 0.03125, k: 128, deadAfter: 500 } },
    },
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
    history: { perDecade: 3 },
  },
  parameters: ({ settings }) => trajectoryParameters(settings),
  inputs: ({ key }) => [key("features"), key("stream")],
  needs: () => [],
  cost: () => free,
  label: ({ name }) => name,
};

/** What a cell's training depends on, beside its data. */
export function trajectoryParameters(settings: Settings): TrajectoryParameters {
  const { data, sae, seeds, train } = settings;
  return {
    dictSize: sae.dictSize,
    activation: activationParameters(sae),
    l1Coefficient: l1Coefficient(sae),
    l1Normalise: "l1Normalise" in sae ? sae.l1Normalise : "mean",
    unitNorm: sae.unitNorm,
    tied: sae.tied,
    decoderBias: sae.decoderBias,
    auxiliary: "auxiliary" in sae ? sae.auxiliary : { kind: "none" },
    init: sae.init,
    optimizer: train.optimizer,
    initSeed: seeds.init,
    jitter: data.jitter,
    noise: noiseOf(data),
    course: courseOf(settings),
    history: train.history,
  };
}

function activationParameters(sae: Settings["sae"]): ActivationParameters {
  if ("k" in sae) return { kind: sae.activation, k: sae.k };
  if (sae.activation !== "jumprelu") return { kind: sae.activation };
  const { l0Coefficient, bandwidth, initialThreshold } = sae;
  return { kind: sae.activation, l0Coefficient, bandwidth, initialThreshold };
}
