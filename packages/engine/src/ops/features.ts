import { RandomStream } from "@goldilocks/kernels";
import { directionRows } from "../directions.ts";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { streamKey } from "../random-streams.ts";
import { writeTensors } from "../safetensors.ts";

/**
 * Ground-truth features: independent normal rows divided by their norms, so uniform on the sphere; of `positive` directions the
 * absolute value of every entry is taken.
 */
export const features: Op<"features"> = {
  kind: "features",
  revision: 1,
  run: async ({ parameters: { nFeatures, activationDim, seed, directions } }, context) => {
    const kernels = context.kernels();
    const stream = new RandomStream(kernels, streamKey("features", seed));
    const rows = directionRows(stream, nFeatures, activationDim, directions);
    const bytes = writeTensors({ features: { shape: [nFeatures, activationDim], data: rows } });
    return {
      outputs: { "features.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: {},
    };
  },
};
