import { writeTensors } from "@goldilocks/engine";
import { unsupported } from "./error.ts";
import type { Format } from "./format.ts";
import { jsonFile } from "./json-file.ts";
import { transpose } from "./transpose.ts";

/** SAELens' names of architectures, by activation. */
const ARCHITECTURES: Readonly<Record<string, string>> = { relu: "standard" };

/** The version of SAELens' format: from 6.0.0 on, all that `metadata` holds is kept. */
const WRITTEN_FOR = "6.0.0";

/**
 * A folder for `SAE.load_from_disk`. SAELens multiplies from the left, `x @ W_enc`, so the encoder is transposed, and it asks for a
 * decoder bias, which is 0 here.
 *
 * @see https://github.com/decoderesearch/SAELens/blob/main/sae_lens/saes/sae.py, `SAE.load_from_disk`
 */
export const saelens: Format = {
  name: "saelens",
  fileNames: ["cfg.json", "sae_weights.safetensors"],
  python: (folder) => `sae_lens.SAE.load_from_disk("${folder}")`,
  files: ({ autoencoder, about }) => {
    const { activation, activationDim: h, dictSize: j, encoder, bias, decoder } = autoencoder;
    const architecture = ARCHITECTURES[activation];
    if (architecture === undefined) throw unsupported("SAELens", `activation ${activation}`);
    const cfg = {
      architecture,
      d_in: h,
      d_sae: j,
      dtype: "float32",
      device: "cpu",
      apply_b_dec_to_input: false,
      normalize_activations: "none",
      reshape_activations: "none",
      metadata: { sae_lens_version: WRITTEN_FOR, sae_lens_training_version: null, goldilocks: about },
    };
    const tensors = {
      W_enc: { shape: [h, j], data: transpose(encoder, j, h) },
      b_enc: { shape: [j], data: bias },
      W_dec: { shape: [j, h], data: decoder },
      b_dec: { shape: [h], data: new Float32Array(h) },
    };
    return { "cfg.json": jsonFile(cfg), "sae_weights.safetensors": writeTensors(tensors, { format: "pt" }) };
  },
};
