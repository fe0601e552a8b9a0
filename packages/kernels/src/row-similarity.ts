import type { Address } from "./exports.ts";
import type { Kernels } from "./kernels.ts";
import { paddedSamples } from "./padding.ts";

/** Dictionary elements compared at a time: memory does not grow with the dictionary. */
const BLOCK = 512;

/** For each row, the largest cosine with any element and the index of that element (the lower of equals). */
export interface BestMatches {
  readonly cosines: Float32Array;
  readonly elements: Uint32Array;
}

/**
 * Largest signed cosine similarity of each row to any element of a dictionary, exact and blockwise.
 *
 * Rows are `[count, width]`, unit, in the kernels' memory padded to a multiple of four rows; elements `[elements, width]`, unit.
 */
export class RowSimilarity {
  readonly #kernels: Kernels;
  readonly #width: number;
  readonly #rows: Address;
  readonly #count: number;
  readonly #panel: Address;
  readonly #block: Address;
  readonly #best: Address;

  constructor(kernels: Kernels, rows: Address, count: number, width: number) {
    this.#kernels = kernels;
    this.#rows = rows;
    this.#count = count;
    this.#width = width;
    this.#panel = kernels.allocate(BLOCK * width * 4);
    this.#block = kernels.allocate(paddedSamples(count) * BLOCK * 4);
    this.#best = kernels.allocate(count * 8);
  }

  /** Compares with consecutive sets of elements, as the shards of one dictionary are; indices count through all of them. */
  best(sets: readonly { readonly dictionary: Address; readonly elements: number }[]): BestMatches {
    const { run } = this.#kernels;
    const indices = this.#best + this.#count * 4;
    this.#kernels.f32(this.#best, this.#count).fill(-2);
    this.#kernels.u32(indices, this.#count).fill(0);
    let first = 0;
    for (const { dictionary, elements } of sets) {
      for (let from = 0; from < elements; from += BLOCK) {
        const columns = Math.min(BLOCK, elements - from);
        this.#multiply(dictionary + from * this.#width * 4, Math.ceil(columns / 8));
        run.rowMaxima(this.#block, BLOCK * 4, this.#count, columns, first + from, this.#best, indices);
      }
      first += elements;
    }
    return {
      cosines: this.#kernels.f32(this.#best, this.#count).slice(),
      elements: this.#kernels.u32(indices, this.#count).slice(),
    };
  }

  /**
   * Hands out every cosine in blocks `[count, stride]`, of which the first `columns` of a row are with the elements from `first` on. A
   * block is overwritten by the next.
   */
  visit(
    { dictionary, elements }: { readonly dictionary: Address; readonly elements: number },
    take: (block: Float32Array, stride: number, first: number, columns: number) => void,
  ): void {
    for (let from = 0; from < elements; from += BLOCK) {
      const columns = Math.min(BLOCK, elements - from);
      this.#multiply(dictionary + from * this.#width * 4, Math.ceil(columns / 8));
      take(this.#kernels.f32(this.#block, this.#count * BLOCK), BLOCK, from, columns);
    }
  }

  #multiply(elements: Address, panels: number): void {
    const { run } = this.#kernels;
    const rowBytes = this.#width * 4;
    const rows = paddedSamples(this.#count);
    run.packRows(elements, this.#panel, panels, this.#width);
    run.multiply(this.#rows, rowBytes, this.#panel, this.#block, BLOCK * 4, rows, this.#width, panels);
  }
}
