import { unsupported } from "./error.ts";
import type { Format } from "./format.ts";
import { jsonFile } from "./json-file.ts";
import { torchFile } from "./torch-file.ts";
import { transpose } from "./transpose.ts";

/** Classes of dictionary_learning, by activation. */
const CLASSES: Readonly<Record<string, string>> = { relu: "AutoEncoder" };

/**
 * A folder for `dictionary_learning.utils.load_dictionary`, or `AutoEncoder.from_pretrained` of its `ae.pt`. The class subtracts `bias`
 * from the input and adds it to the output; it is 0 here.
 *
 * @see https://github.com/saprmarks/dictionary_learning/blob/main/dictionary_learning/dictionary.py, `AutoEncoder`
 */
export const dictionaryLearning: Format = {
  name: "dictionary-learning",
  fileNames: ["ae.pt", "config.json"],
  python: (folder) => `dictionary_learning.utils.load_dictionary("${folder}", "cpu")`,
  files: ({ autoencoder, about }) => {
    const { activation, activationDim: h, dictSize: j, encoder, bias, decoder } = autoencoder;
    const dictClass = CLASSES[activation];
    if (dictClass === undefined) throw unsupported("dictionary_learning", `activation ${activation}`);
    const config = { trainer: { dict_class: dictClass, activation_dim: h, dict_size: j }, goldilocks: about };
    const state = {
      bias: { shape: [h], data: new Float32Array(h) },
      "encoder.weight": { shape: [j, h], data: encoder },
      "encoder.bias": { shape: [j], data: bias },
      "decoder.weight": { shape: [h, j], data: transpose(decoder, j, h) },
    };
    return { "ae.pt": torchFile(state), "config.json": jsonFile(config) };
  },
};
