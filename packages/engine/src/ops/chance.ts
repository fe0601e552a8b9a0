import { paddedWidth, RowSimilarity } from "@goldilocks/kernels";
import type { Op } from "../op.ts";
import { randomDictionary } from "../random-dictionary.ts";
import { streamKey } from "../random-streams.ts";
import { mean } from "../sae/history-recorder.ts";
import { allocateRows } from "../samples.ts";
import { featuresOf } from "../stored-features.ts";

/** Random dictionaries that the chance level averages. */
const DICTIONARIES = 8;

/**
 * Chance level of MMCS to truth: its mean over eight random unit dictionaries of the same size, drawn as the features are. Beside
 * positive features a dictionary of either sign would look better than chance as soon as it had learned that entries are positive.
 */
export const chance: Op<"chance"> = {
  kind: "chance",
  revision: 1,
  run: async ({ parameters: { dictSize }, inputs }, context) => {
    const features = await featuresOf(inputs[0] ?? "", context);
    const { rows, nFeatures, activationDim } = features;
    const kernels = context.kernels();
    const truth = allocateRows(kernels, rows, activationDim, nFeatures);
    const similarity = new RowSimilarity(kernels, truth, nFeatures, paddedWidth(activationDim));
    const mark = kernels.used;
    let sum = 0;
    for (let n = 0; n < DICTIONARIES; n++) {
      kernels.release(mark);
      const stream = streamKey("chance", n, { dictSize, activationDim });
      sum += mean(similarity.best([randomDictionary(kernels, features, stream, dictSize)]).cosines);
    }
    return { outputs: {}, values: { "mmcs.truth.chance": sum / DICTIONARIES } };
  },
};
