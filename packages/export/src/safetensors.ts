import { writeTensors } from "@goldilocks/engine";
import { arraysOf } from "./arrays.ts";
import type { Format } from "./format.ts";
import { jsonFile } from "./json-file.ts";

/** Plain arrays `encoder`, `bias` and `decoder`, for anything that reads safetensors. */
export const safetensors: Format = {
  name: "safetensors",
  fileNames: ["sae.safetensors", "metadata.json"],
  python: (folder) => `safetensors.numpy.load_file("${folder}/sae.safetensors")`,
  files: ({ autoencoder, about }) => ({
    "sae.safetensors": writeTensors(arraysOf(autoencoder), { goldilocks: JSON.stringify(about) }),
    "metadata.json": jsonFile(about),
  }),
};
