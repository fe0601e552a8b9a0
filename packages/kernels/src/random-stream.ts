import type { Address } from "./exports.ts";
import type { Kernels } from "./kernels.ts";

/** The 64-bit key of a stream of random numbers, as two words. */
export interface StreamKey {
  readonly k0: number;
  readonly k1: number;
}

/** Words made at a time: 64 KiB of them. */
const WORDS = 16_384;

/**
 * Random numbers of one stream (Philox 4x32-10), addressed by item: number n of item i is the same whenever it is asked for.
 * Items are whole numbers below 2^53; an item holds up to 2^33 numbers.
 */
export class RandomStream {
  readonly #kernels: Kernels;
  readonly #key: StreamKey;
  readonly #words: Address;
  readonly #numbers: Address;

  constructor(kernels: Kernels, key: StreamKey) {
    this.#kernels = kernels;
    this.#key = key;
    this.#words = kernels.allocate(WORDS * 4);
    this.#numbers = kernels.allocate((WORDS / 2) * 8);
  }

  /** Standard normal numbers 0 … count − 1 of an item (Box and Muller). */
  normals(item: number, count: number): Float64Array {
    return this.#fill(item, count, "normalFill");
  }

  /** Uniform numbers in (0, 1), 0 … count − 1 of an item. */
  uniforms(item: number, count: number): Float64Array {
    return this.#fill(item, count, "uniformFill");
  }

  #fill(item: number, count: number, fill: "normalFill" | "uniformFill"): Float64Array {
    const { run } = this.#kernels;
    const out = new Float64Array(count);
    const low = item % 4_294_967_296;
    const high = Math.floor(item / 4_294_967_296);
    for (let done = 0; done < count; done += WORDS / 2) {
      const n = Math.min(WORDS / 2, count - done);
      // A block of four words gives two numbers; blocks are made four at a time.
      const blocks = Math.ceil(n / 8) * 4;
      run.philoxFill(this.#words, blocks, this.#key.k0, this.#key.k1, done / 2, low, high, 0);
      run[fill](this.#words, this.#numbers, blocks * 2);
      out.set(this.#kernels.f64(this.#numbers, n), done);
    }
    return out;
  }
}
