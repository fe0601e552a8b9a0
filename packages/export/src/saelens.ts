import type { Json } from "@goldilocks/digest";
import { writeTensors } from "@goldilocks/engine";
import type { Format } from "./format.ts";
import { formFor, type Forms } from "./forms.ts";
import { jsonFile } from "./json-file.ts";
import { transpose } from "./transpose.ts";

/** An architecture of SAELens, with what it alone has in its configuration, and a bound for each element's codes. */
interface Architecture {
  readonly architecture: string;
  readonly settings?: { readonly [name: string]: Json };
  /** `[dictSize]`. */
  readonly threshold?: Float32Array;
}

const FORMS: Forms<Architecture> = {
  relu: () => ({ architecture: "standard" }),
  topk: ({ k }) => ({ architecture: "topk", settings: { k, rescale_acts_by_decoder_norm: false } }),
  // As SAELens itself saves what it has trained with batch top-k.
  batchtopk: ({ threshold }, dictSize) => ({
    architecture: "jumprelu",
    threshold: new Float32Array(dictSize).fill(threshold),
  }),
  jumprelu: ({ thresholds }) => ({ architecture: "jumprelu", threshold: thresholds }),
};

/** The version of SAELens' format: from 6.0.0 on, all that `metadata` holds is kept. */
const WRITTEN_FOR = "6.0.0";

/**
 * A folder for `SAE.load_from_disk`. SAELens multiplies from the left, `x @ W_enc`, so the encoder is transposed, and it asks for a
 * decoder bias, which is 0 where there is none.
 *
 * @see https://github.com/decoderesearch/SAELens/blob/main/sae_lens/saes/sae.py, `SAE.load_from_disk`
 */
export const saelens: Format = {
  name: "saelens",
  fileNames: ["cfg.json", "sae_weights.safetensors"],
  python: (folder) => `sae_lens.SAE.load_from_disk("${folder}")`,
  files: ({ autoencoder, about }) => {
    const { activationDim: h, dictSize: j, encoder, bias, decoder, decoderBias, centred } = autoencoder;
    const { architecture, settings, threshold } = formFor("SAELens", FORMS, autoencoder);
    const cfg = {
      architecture,
      ...settings,
      d_in: h,
      d_sae: j,
      dtype: "float32",
      device: "cpu",
      apply_b_dec_to_input: centred,
      normalize_activations: "none",
      reshape_activations: "none",
      metadata: { sae_lens_version: WRITTEN_FOR, sae_lens_training_version: null, goldilocks: about },
    };
    const tensors = {
      W_enc: { shape: [h, j], data: transpose(encoder, j, h) },
      b_enc: { shape: [j], data: bias },
      W_dec: { shape: [j, h], data: decoder },
      b_dec: { shape: [h], data: decoderBias ?? new Float32Array(h) },
      ...(threshold !== undefined && { threshold: { shape: [j], data: threshold } }),
    };
    return { "cfg.json": jsonFile(cfg), "sae_weights.safetensors": writeTensors(tensors, { format: "pt" }) };
  },
};
