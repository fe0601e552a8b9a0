import { readFileSync } from "node:fs";
import { compileKernels, Kernels } from "@goldilocks/kernels";

const bytes = readFileSync(new URL("../wasm/kernels.wasm", import.meta.url));
const module = compileKernels(bytes);

/** A fresh instance of the kernels with a memory of its own; `fused` takes the kernels laid out for engines that fuse pairs of vectors. */
export const loadKernels = (fused = false): Kernels => new Kernels(module, fused);
