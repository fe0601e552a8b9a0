import { matchable } from "@goldilocks/plan";
import { unitRowsOf } from "../best-in-blocks.ts";
import { mediaTypes } from "../media-types.ts";
import { oneToOne } from "../one-to-one.ts";
import type { Op } from "../op.ts";
import { writeTensors } from "../safetensors.ts";
import { dictionaryOf, storedState } from "../sae/stored-state.ts";
import { featuresOf } from "../stored-features.ts";

/**
 * Features and dictionary elements matched one to one at the largest total signed cosine: its mean over features, one that has no
 * element counting 0, and the share of features matched above `recoveredAbove`. Null where the numbers are beyond `matchable`.
 */
export const matching: Op<"matching"> = {
  kind: "matching",
  revision: 1,
  run: async ({ inputs, parameters: { recoveredAbove } }, context) => {
    const { rows, nFeatures, activationDim } = await featuresOf(inputs[1] ?? "", context);
    const stored = await storedState(inputs[0] ?? "", context);
    if (!matchable(nFeatures, stored.trajectory.parameters.dictSize)) {
      return { outputs: {}, values: { "mmcs.matched": null, "recovered.matched": null } };
    }
    const kernels = context.kernels();
    const dictionary = dictionaryOf(kernels, stored, activationDim);
    const { elements, cosines, mean } = oneToOne(
      kernels,
      unitRowsOf(kernels, rows, activationDim, nFeatures),
      dictionary,
    );
    const bytes = writeTensors({
      cosines: { shape: [nFeatures], data: cosines },
      elements: { shape: [nFeatures], data: elements },
    });
    const recovered = cosines.filter((cosine) => cosine > recoveredAbove).length;
    return {
      outputs: { "one-to-one.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: { "mmcs.matched": mean, "recovered.matched": recovered / nFeatures },
    };
  },
};
