import type { TrainedAutoencoder } from "@goldilocks/engine";
import { single } from "./arrays.ts";
import type { Format } from "./format.ts";
import { formFor, type Forms } from "./forms.ts";
import { jsonFile } from "./json-file.ts";
import { type StateTensor, torchFile } from "./torch-file.ts";
import { transpose } from "./transpose.ts";

/** A class of dictionary_learning: what it calls the bias of its decoder, and what it keeps besides weights. */
interface DictionaryClass {
  readonly name: string;
  readonly bias: string;
  readonly k?: number;
  readonly buffers: Readonly<Record<string, StateTensor>>;
}

/** Both top-k classes have both buffers; a threshold of −1 is one that was never set. */
const selecting = (name: string, k: number, threshold: number): DictionaryClass => ({
  name,
  bias: "b_dec",
  k,
  buffers: { k: { shape: [], data: Int32Array.of(k) }, threshold: single(threshold) },
});

const FORMS: Forms<DictionaryClass> = {
  relu: () => ({ name: "AutoEncoder", bias: "bias", buffers: {} }),
  topk: ({ k }) => selecting("AutoEncoderTopK", k, -1),
  batchtopk: ({ k, threshold }) => selecting("BatchTopKSAE", k, threshold),
};

/**
 * A folder for `dictionary_learning.utils.load_dictionary`, or `from_pretrained` of its `ae.pt`.
 *
 * @see https://github.com/saprmarks/dictionary_learning/blob/main/dictionary_learning/dictionary.py, `AutoEncoder`
 */
export const dictionaryLearning: Format = {
  name: "dictionary-learning",
  fileNames: ["ae.pt", "config.json"],
  python: (folder) => `dictionary_learning.utils.load_dictionary("${folder}", "cpu")`,
  files: ({ autoencoder, about }) => {
    const { activationDim: h, dictSize: j, encoder, decoder, decoderBias } = autoencoder;
    const { name, bias, k, buffers } = formFor("dictionary_learning", FORMS, autoencoder);
    const trainer = { dict_class: name, activation_dim: h, dict_size: j, ...(k !== undefined && { k }) };
    const state = {
      ...buffers,
      [bias]: { shape: [h], data: decoderBias ?? new Float32Array(h) },
      "encoder.weight": { shape: [j, h], data: encoder },
      "encoder.bias": { shape: [j], data: encoderBias(autoencoder) },
      "decoder.weight": { shape: [h, j], data: transpose(decoder, j, h) },
    };
    return { "ae.pt": torchFile(state), "config.json": jsonFile({ trainer, goldilocks: about }) };
  },
};

/** The classes take the decoder's bias b from x, whether or not training did: where it did not, W · (x − b) + (bias + W · b) is the same. */
function encoderBias({ activationDim, encoder, bias, decoderBias, centred }: TrainedAutoencoder): Float32Array {
  if (decoderBias === undefined || centred) return bias;
  return bias.map((own, j) => {
    const row = encoder.subarray(j * activationDim, (j + 1) * activationDim);
    return row.reduce((sum, weight, i) => sum + weight * (decoderBias[i] ?? 0), own);
  });
}
