import { paddedWidth, RandomStream, RowSimilarity } from "@goldilocks/kernels";
import type { Op } from "../op.ts";
import { streamKey } from "../random-streams.ts";
import { directionRows } from "../directions.ts";
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
    const { rows, nFeatures, activationDim, directions } = await featuresOf(inputs[0] ?? "", context);
    const kernels = context.kernels();
    const truth = allocateRows(kernels, rows, activationDim, nFeatures);
    const similarity = new RowSimilarity(kernels, truth, nFeatures, paddedWidth(activationDim));
    const mark = kernels.used;
    let sum = 0;
    for (let n = 0; n < DICTIONARIES; n++) {
      kernels.release(mark);
      const stream = new RandomStream(kernels, streamKey("chance", n, { dictSize, activationDim }));
      const panels = Math.ceil(dictSize / 8) * 8;
      const random = new Float32Array(panels * activationDim);
      random.set(directionRows(stream, dictSize, activationDim, directions));
      const dictionary = allocateRows(kernels, random, activationDim, panels);
      sum += mean(similarity.best([{ dictionary, elements: dictSize }]).cosines);
    }
    return { outputs: {}, values: { "mmcs.truth.chance": sum / DICTIONARIES } };
  },
};
