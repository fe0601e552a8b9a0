import type { Settings } from "@goldilocks/spec";

import { free } from "../cost.ts";
import type { Plain } from "../frozen.ts";
import { isCorrelated } from "./covariance.ts";
import type { Purpose, Recipe } from "./recipe.ts";

/** Parameters of an endless sequence of batches of codes. */
export type StreamParameters = {
  readonly nFeatures: number;
  readonly active: number;
  readonly draw: Settings["data"]["draw"];
  readonly decay: Plain<Settings["data"]["decay"]>;
  readonly strengths: Settings["data"]["strengths"];
  readonly forceActive: boolean;
  readonly batch: number;
  readonly seed: number;
  readonly purpose: Purpose;
};

/** Ground-truth codes without an end: an identity, whose chunks are `codes` nodes. */
export const stream: Recipe<StreamParameters> = {
  kind: "stream",
  identity: true,
  shared: true,
  defaults: {
    nFeatures: 512,
    active: 5,
    draw: "batch",
    decay: {
      choice: "kind",
      preferred: "power",
      branches: { power: { rate: 0.99 }, geometric: { rate: 0.99 }, none: {} },
    },
    strengths: "uniform",
    forceActive: false,
    batch: 256,
    seed: 0,
    purpose: "train",
  },
  parameters: ({ settings: { data, seeds, train }, purpose }) => ({
    nFeatures: data.nFeatures,
    active: data.active,
    draw: data.draw,
    decay: data.decay,
    strengths: data.strengths,
    forceActive: data.forceActive,
    batch: train.batch,
    seed: seeds.data,
    purpose,
  }),
  inputs: ({ settings, key }) => (isCorrelated(settings) ? [key("covariance")] : []),
  needs: () => [],
  cost: () => free,
  label: ({ settings: { seeds }, purpose }) =>
    `${purpose === "train" ? "training" : "held-out"} stream, seed ${seeds.data}`,
};
