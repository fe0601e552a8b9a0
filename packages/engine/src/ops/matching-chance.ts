import { matchable } from "@goldilocks/plan";
import { unitRowsOf } from "../best-in-blocks.ts";
import { oneToOne } from "../one-to-one.ts";
import type { Op } from "../op.ts";
import { randomDictionary } from "../random-dictionary.ts";
import { streamKey } from "../random-streams.ts";
import { featuresOf } from "../stored-features.ts";

/** Random dictionaries that the chance level averages. */
const DICTIONARIES = 4;

/** Chance level of the mean cosine of one-to-one matches: that of four random unit dictionaries of the same size. */
export const matchingChance: Op<"matchingChance"> = {
  kind: "matchingChance",
  revision: 1,
  run: async ({ inputs, parameters: { dictSize } }, context) => {
    const features = await featuresOf(inputs[0] ?? "", context);
    const { rows, nFeatures, activationDim } = features;
    if (!matchable(nFeatures, dictSize)) return { outputs: {}, values: { "mmcs.matched.chance": null } };
    const kernels = context.kernels();
    const truth = unitRowsOf(kernels, rows, activationDim, nFeatures);
    const mark = kernels.used;
    let sum = 0;
    for (let n = 0; n < DICTIONARIES; n++) {
      kernels.release(mark);
      const stream = streamKey("chance", n, { dictSize, activationDim });
      sum += oneToOne(kernels, truth, randomDictionary(kernels, features, stream, dictSize)).mean;
    }
    return { outputs: {}, values: { "mmcs.matched.chance": sum / DICTIONARIES } };
  },
};
