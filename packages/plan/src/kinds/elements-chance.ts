import { float32, recordBytes } from "../cost.ts";
import type { Recipe } from "./recipe.ts";

/** The features say everything: the level does not depend on the size of a dictionary. */
export type ElementsChanceParameters = Readonly<Record<string, never>>;

/** Random elements whose best features are averaged. */
const randomElements = 8192;

/** The mean largest cosine of a random unit element to any feature: what MMCS of a dictionary with truth is by chance. */
export const elementsChance: Recipe<ElementsChanceParameters> = {
  kind: "elementsChance",
  identity: false,
  shared: true,
  defaults: {},
  parameters: () => ({}),
  inputs: ({ key }) => [key("features")],
  needs: ({ key }) => [key("features")],
  cost: ({ settings: { data } }) => ({
    flops: randomElements * data.activationDim * (2 * data.nFeatures + 63),
    bytes: recordBytes,
    memory: float32 * data.activationDim * (randomElements + data.nFeatures),
  }),
  label: () => "chance level of an element",
};
