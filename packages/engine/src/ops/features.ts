import { RandomStream } from "@goldilocks/kernels";
import { mediaTypes } from "../media-types.ts";
import type { Op } from "../op.ts";
import { streamKey } from "../random-streams.ts";
import { writeTensors } from "../safetensors.ts";
import { unitRows } from "../unit-rows.ts";

/** Ground-truth features: independent normal rows divided by their norms, so uniform on the sphere. */
export const features: Op<"features"> = {
  kind: "features",
  revision: 1,
  run: async ({ parameters: { nFeatures, activationDim, seed } }, context) => {
    const kernels = context.kernels();
    const stream = new RandomStream(kernels, streamKey("features", seed));
    const rows = new Float32Array(nFeatures * activationDim);
    for (let g = 0; g < nFeatures; g++) {
      rows.set(unitRows(stream.normals(g, activationDim), activationDim), g * activationDim);
    }
    const bytes = writeTensors({ features: { shape: [nFeatures, activationDim], data: rows } });
    return {
      outputs: { "features.safetensors": { bytes, mediaType: mediaTypes.tensors } },
      values: {},
    };
  },
};
