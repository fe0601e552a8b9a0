import { canonicalJson, type Json, sha256 } from "@goldilocks/digest";
import type { StreamKey } from "@goldilocks/kernels";

/** Every stream of random numbers there is. */
export type StreamName =
  | "features"
  | "covariance"
  | "correlation"
  | `${"data" | "heldOut"}.${"normal" | "active" | "strength" | "forced" | "jitter"}`
  | `data.noise.${"input" | "label"}`
  | "init.encoder"
  | "init.decoder"
  | "resample"
  | "chance";

/**
 * Key of a random stream: the first 64 bits of the SHA-256 of `[name, seed, parts]`. Parts hold what makes streams of one name
 * independent, such as the dictionary size of an initialisation; never a node's key, an order or a thread.
 */
export function streamKey(name: StreamName, seed: number, parts: Json = null): StreamKey {
  const digest = sha256(canonicalJson(["goldilocks random stream", name, seed, parts]));
  return { k0: Number.parseInt(digest.slice(0, 8), 16), k1: Number.parseInt(digest.slice(8, 16), 16) };
}
