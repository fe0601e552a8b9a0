import { createHash } from "node:crypto";

/** The same digest as that of `@goldilocks/digest`, by the machine's own instructions: stored bytes are many. */
export function sha256(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
