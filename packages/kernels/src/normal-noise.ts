import type { Address } from "./exports.ts";
import type { Kernels } from "./kernels.ts";
import type { StreamKey } from "./random-stream.ts";

/** Normal noise of one stream on rows in the kernels' memory: each row gets the numbers of one item, as `RandomStream` gives them. */
export class NormalNoise {
  readonly #kernels: Kernels;
  readonly #key: StreamKey;
  readonly #length: number;
  readonly #words: Address;
  readonly #normals: Address;

  /** For rows of `length` float32 numbers. */
  constructor(kernels: Kernels, key: StreamKey, length: number) {
    this.#kernels = kernels;
    this.#key = key;
    this.#length = length;
    // Numbers are made eight at a time, of two words each.
    const numbers = Math.ceil(length / 8) * 8;
    this.#words = kernels.allocate(numbers * 8);
    this.#normals = kernels.allocate(numbers * 8);
  }

  /** Adds `deviation` times the numbers of items `item` … `item + count − 1` to as many rows, `rowBytes` apart; rounds once. */
  addTo(rows: Address, count: number, rowBytes: number, deviation: number, item: number): void {
    const { k0, k1 } = this.#key;
    const { run } = this.#kernels;
    run.addNormals(rows, count, this.#length, rowBytes, deviation, k0, k1, item, this.#words, this.#normals);
  }
}
