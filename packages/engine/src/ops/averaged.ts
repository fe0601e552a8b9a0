import { paddedWidth, RowSimilarity } from "@goldilocks/kernels";
import { addMostSimilar, sumOf } from "../averaging.ts";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { mean } from "../sae/history-recorder.ts";
import { dictionaryOf, storedState } from "../sae/stored-state.ts";
import { writeTensors } from "../safetensors.ts";
import { allocateRows } from "../samples.ts";
import { featuresOf } from "../stored-features.ts";
import { unitRows } from "../unit-rows.ts";

/**
 * Every element of a dictionary averaged with its most similar in dictionaries of other seeds, where their signed cosine is above
 * `averageAbove`, and rescaled to length 1; and MMCS to truth of that, null where there is no other dictionary.
 * Source: the post's remedy, "taking the average of the most similar features" of several dictionaries.
 */
export const averaged: Op<"averaged"> = {
  kind: "averaged",
  revision: 1,
  run: async ({ inputs: [features = "", chance = "", own = "", ...others], parameters }, context) => {
    const { rows, nFeatures, activationDim: width } = await featuresOf(features, context);
    const kernels = context.kernels();
    const dictionary = dictionaryOf(kernels, await storedState(own, context), width);
    const sum = sumOf(kernels, dictionary, width);
    const mark = kernels.used;
    let matches = 0;
    for (const [at, key] of others.entries()) {
      kernels.release(mark);
      const other = dictionaryOf(kernels, await storedState(key, context), width);
      matches += addMostSimilar(kernels, { own: dictionary, sum, width }, other, parameters.averageAbove);
      context.progress(at + 1, others.length);
    }
    kernels.release(mark);
    const average = unitRows(sum, width);
    const truth = allocateRows(kernels, rows, width, nFeatures);
    const { elements } = dictionary;
    const panels = Math.ceil(elements / 8) * 8;
    const padded = new Float32Array(panels * width);
    padded.set(average);
    const set = { dictionary: allocateRows(kernels, padded, width, panels), elements };
    const best = new RowSimilarity(kernels, truth, nFeatures, paddedWidth(width)).best([set]);
    const { values } = await context.result(chance);
    return {
      outputs: {
        "dictionary.safetensors": {
          bytes: writeTensors({ dictionary: { shape: [elements, width], data: average } }),
          mediaType: mediaTypes.tensors,
        },
      },
      values: {
        "mmcs.truth.averaged": others.length === 0 ? null : mean(best.cosines),
        "mmcs.truth.averaged.chance": (values as Readonly<Record<string, number>>)["mmcs.truth.chance"] ?? null,
        dictionaries: others.length + 1,
        matches: others.length === 0 ? null : matches / (elements * others.length),
      },
    };
  },
};
