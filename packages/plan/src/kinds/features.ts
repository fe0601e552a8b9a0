import type { Settings } from "@goldilocks/spec";

import { float32, recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** Parameters of the ground-truth features. */
export type FeaturesParameters = {
  readonly nFeatures: number;
  readonly activationDim: number;
  readonly seed: number;
  readonly directions: Settings["data"]["directions"];
};

/** The true directions, `[nFeatures, activationDim]`, uniform on the sphere or on the part of it that is positive. */
export const features: Recipe<FeaturesParameters> = {
  kind: "features",
  identity: false,
  shared: true,
  defaults: { nFeatures: 512, activationDim: 256, seed: 0, directions: "sphere" },
  parameters: ({ settings: { data, seeds } }) => ({
    nFeatures: data.nFeatures,
    activationDim: data.activationDim,
    seed: seeds.features,
    directions: data.directions,
  }),
  inputs: () => [],
  needs: () => [],
  cost: ({ settings: { data } }) => {
    const entries = data.nFeatures * data.activationDim;
    // A normal deviate takes about 60 operations, its share of the norm 3.
    return {
      flops: 63 * entries,
      bytes: float32 * entries + recordBytes,
      memory: 2 * float32 * entries,
    };
  },
  label: ({ settings: { data, seeds } }) =>
    `features ${data.nFeatures} × ${data.activationDim}, seed ${seeds.features}`,
};
