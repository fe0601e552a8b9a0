import { bestInBlocks, unitRowsOf } from "../best-in-blocks.ts";
import type { Op } from "../op.ts";
import { randomDictionary } from "../random-dictionary.ts";
import { streamKey } from "../random-streams.ts";
import { mean } from "../sae/history-recorder.ts";
import { featuresOf } from "../stored-features.ts";

/** Random elements that are averaged. */
const ELEMENTS = 8192;

/** Chance level of MMCS of a dictionary with truth, live or not: the mean largest cosine of random unit elements to any feature. */
export const elementsChance: Op<"elementsChance"> = {
  kind: "elementsChance",
  revision: 1,
  run: async ({ inputs }, context) => {
    const features = await featuresOf(inputs[0] ?? "", context);
    const { rows, nFeatures, activationDim } = features;
    const kernels = context.kernels();
    const truth = unitRowsOf(kernels, rows, activationDim, nFeatures);
    const stream = streamKey("chance", 0, { elements: ELEMENTS, activationDim });
    const level = mean(bestInBlocks(kernels, randomDictionary(kernels, features, stream, ELEMENTS), truth).cosines);
    return { outputs: {}, values: { "mmcs.dictionary.chance": level, "mmcs.dictionary.live.chance": level } };
  },
};
