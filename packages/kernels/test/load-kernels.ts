import { readFileSync } from "node:fs";
import { Kernels } from "@goldilocks/kernels";

const bytes = readFileSync(new URL("../wasm/kernels.wasm", import.meta.url));
const module = new WebAssembly.Module(bytes);

/** A fresh instance of the kernels with a memory of its own. */
export const loadKernels = (): Kernels => new Kernels(module);
