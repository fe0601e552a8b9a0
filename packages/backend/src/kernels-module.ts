import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The compiled kernels' bytes, as the package `@goldilocks/kernels` ships them. */
export function kernelsBytes(): Uint8Array {
  return readFileSync(fileURLToPath(import.meta.resolve("@goldilocks/kernels/kernels.wasm")));
}
