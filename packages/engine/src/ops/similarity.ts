import { paddedWidth, RowSimilarity } from "@goldilocks/kernels";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { allocateRows } from "../samples.ts";
import { mean } from "../sae/history-recorder.ts";
import { dictionaryOf, storedState } from "../sae/stored-state.ts";
import { writeTensors } from "../safetensors.ts";
import { featuresOf } from "../stored-features.ts";

/**
 * MMCS to truth: mean over ground-truth features of the largest signed cosine to any dictionary element; and the share of
 * features whose largest cosine is above `recoveredAbove`. Source: the post, "Measuring ground truth feature recovery".
 */
export const similarity: Op<"similarity"> = {
  kind: "similarity",
  revision: 1,
  run: async (node, context) => {
    const features = await featuresOf(node.inputs[1] ?? "", context);
    const { rows, nFeatures, activationDim } = features;
    const kernels = context.kernels();
    const dictionary = dictionaryOf(kernels, await storedState(node.inputs[0] ?? "", context), activationDim);
    const truth = allocateRows(kernels, rows, activationDim, nFeatures);
    const best = new RowSimilarity(kernels, truth, nFeatures, paddedWidth(activationDim)).best([dictionary]);
    const recovered = best.cosines.filter((cosine) => cosine > node.parameters.recoveredAbove).length;
    const bytes = writeTensors({
      cosines: { shape: [nFeatures], data: best.cosines },
      elements: { shape: [nFeatures], data: best.elements },
    });
    return {
      outputs: { "best-matches.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: { "mmcs.truth": mean(best.cosines), "recovered.truth": recovered / nFeatures },
    };
  },
};
