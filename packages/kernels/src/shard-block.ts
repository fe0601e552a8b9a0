import type { Address } from "./exports.ts";
import type { Kernels } from "./kernels.ts";

/** Fields of `Shard` in assembly/update.ts, in its order; each takes four bytes. */
const ADDRESSES = [
  "elements",
  "width",
  "rows",
  "x",
  "error",
  "encoder",
  "encoderPacked",
  "encoderFirst",
  "encoderSecond",
  "bias",
  "biasFirst",
  "biasSecond",
  "decoder",
  "decoderFirst",
  "decoderSecond",
  "dictionary",
  "inverseNorms",
  "lastActive",
  "starts",
  "samples",
  "values",
  "gradients",
  "decoderGradient",
  "encoderGradient",
  "biasGradient",
  "counts",
  "step",
  "idleLimit",
  "through",
] as const;
const FLOATS = ["beta1", "rest1", "beta2", "rest2", "stepSize", "rootScale", "epsilon"] as const;

export type ShardAddresses = Record<(typeof ADDRESSES)[number], number>;
export type ShardFloats = Record<(typeof FLOATS)[number], number>;

/** The parameter block that `updateSparse` and `updateDense` read. */
export class ShardBlock {
  readonly address: Address;
  readonly #kernels: Kernels;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.address = kernels.allocate((ADDRESSES.length + FLOATS.length) * 4);
  }

  set(fields: Partial<ShardAddresses & ShardFloats>): void {
    const view = this.#kernels.view(this.address, (ADDRESSES.length + FLOATS.length) * 4);
    for (const [i, name] of ADDRESSES.entries()) {
      const value = fields[name];
      if (value !== undefined) view.setUint32(i * 4, value, true);
    }
    for (const [i, name] of FLOATS.entries()) {
      const value = fields[name];
      if (value !== undefined) view.setFloat32((ADDRESSES.length + i) * 4, value, true);
    }
  }
}
