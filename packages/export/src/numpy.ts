import { arraysOf } from "./arrays.ts";
import type { Format } from "./format.ts";
import { jsonFile } from "./json-file.ts";
import { npyFile } from "./npy.ts";
import { zipStored } from "./zip.ts";

/** Plain arrays `encoder`, `bias` and `decoder` in one `.npz`. */
export const numpy: Format = {
  name: "numpy",
  fileNames: ["sae.npz", "metadata.json"],
  python: (folder) => `numpy.load("${folder}/sae.npz")`,
  files: ({ autoencoder, about }) => {
    const arrays = Object.entries(arraysOf(autoencoder));
    const entries = arrays.map(([name, array]): [string, Uint8Array] => [`${name}.npy`, npyFile(array)]);
    return { "sae.npz": zipStored(Object.fromEntries(entries)), "metadata.json": jsonFile(about) };
  },
};
