import type { Kernels } from "@goldilocks/kernels";
import { bestInBlocks, type UnitRows, unitRowsOf } from "../best-in-blocks.ts";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { writeTensors } from "../safetensors.ts";
import { mean } from "../sae/history-recorder.ts";
import type { TrainingState } from "../sae/state.ts";
import { dictionaryOf, storedState } from "../sae/stored-state.ts";
import { featuresOf } from "../stored-features.ts";

/**
 * The best feature of every dictionary element, and what follows: MMCS of the dictionary with truth (mean over elements of the largest
 * signed cosine to any feature), copies of features, and MMCS in both directions over live elements. Null what depends on live elements
 * where fewer minibatches than the window were seen, or none is live. Memory grows with the sizes, not with their product.
 */
export const elements: Op<"elements"> = {
  kind: "elements",
  revision: 1,
  run: async ({ inputs, parameters: { recoveredAbove, window } }, context) => {
    const { rows, nFeatures, activationDim } = await featuresOf(inputs[1] ?? "", context);
    const stored = await storedState(inputs[0] ?? "", context);
    const kernels = context.kernels();
    const dictionary = dictionaryOf(kernels, stored, activationDim);
    const truth = unitRowsOf(kernels, rows, activationDim, nFeatures);
    const best = bestInBlocks(kernels, dictionary, truth, (done) => context.progress(done, dictionary.elements));
    const copies = copiesOf(best, nFeatures, recoveredAbove);
    const live = liveElements(stored.state, window);
    const bytes = writeTensors({
      cosines: { shape: [dictionary.elements], data: best.cosines },
      features: { shape: [dictionary.elements], data: best.elements },
      copies: { shape: [nFeatures], data: copies },
    });
    return {
      outputs: { "best-features.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: {
        "mmcs.dictionary": mean(best.cosines),
        "mmcs.dictionary.live": isSome(live) ? mean(best.cosines.filter((_, j) => live[j] === 1)) : null,
        "mmcs.truth.live": isSome(live)
          ? mean(bestInBlocks(kernels, truth, keepLive(kernels, dictionary, live)).cosines)
          : null,
        ...redundancy(copies),
      },
    };
  },
};

/** Elements a feature whose best feature it is, at a cosine above the bound. */
function copiesOf(
  { cosines, elements: features }: { readonly cosines: Float32Array; readonly elements: Uint32Array },
  nFeatures: number,
  above: number,
): Uint32Array {
  const copies = new Uint32Array(nFeatures);
  for (const [j, feature] of features.entries()) {
    if ((cosines[j] ?? 0) > above) copies[feature] = (copies[feature] ?? 0) + 1;
  }
  return copies;
}

function redundancy(copies: Uint32Array): Readonly<Record<string, number | null>> {
  const some = copies.filter((count) => count > 0);
  const several = some.filter((count) => count > 1);
  return {
    "copies.truth": some.length === 0 ? null : some.reduce((sum, count) => sum + count, 0) / some.length,
    "copies.truth.several": several.length / copies.length,
  };
}

/** 1 for each element that was active in the last `window` minibatches; undefined before so many have been seen. */
function liveElements({ step, lastActive }: TrainingState, window: number): Uint8Array | undefined {
  return step < window ? undefined : Uint8Array.from(lastActive, (last) => (last > step - window ? 1 : 0));
}

const isSome = (live: Uint8Array | undefined): live is Uint8Array => live?.includes(1) ?? false;

/** The live rows of a dictionary, moved together in its own memory. */
function keepLive(kernels: Kernels, { dictionary, elements: count, rowBytes }: UnitRows, live: Uint8Array): UnitRows {
  const width = rowBytes / 4;
  const memory = kernels.f32(dictionary, count * width);
  let kept = 0;
  for (let j = 0; j < count; j++) {
    if (live[j] === 1) memory.copyWithin(width * kept++, width * j, width * (j + 1));
  }
  return { dictionary, elements: kept, rowBytes };
}
