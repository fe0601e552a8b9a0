import { canonicalJson } from "./canonical-json.ts";
import { type Json } from "./json.ts";
import { sha256 } from "./sha256.ts";

/**
 * The key of a pre-image: SHA-256 of its canonical JSON.
 *
 * @throws {@link DigestError} `DIGEST_NOT_JSON` where {@link canonicalJson} does.
 */
export function keyOf(preImage: Json): string {
  return sha256(canonicalJson(preImage));
}
