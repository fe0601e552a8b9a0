import { type Kernels, RowSimilarity } from "@goldilocks/kernels";
import type { dictionaryOf } from "./sae/stored-state.ts";

/** Elements compared at a time; a multiple of eight. */
const ROWS = 4096;

/** A dictionary in the kernels' memory: unit rows, padded. */
type Dictionary = ReturnType<typeof dictionaryOf>;

/**
 * Adds to each element of a sum `[elements, width]` the most similar element of another dictionary, where their signed cosine is above a
 * threshold; of equally similar ones the first. How many were added.
 *
 * `own` is the dictionary that the sum began with: similarity is to it, not to the sum, so that the order of others decides nothing but rounding.
 */
export function addMostSimilar(
  kernels: Kernels,
  { own, sum, width }: { readonly own: Dictionary; readonly sum: Float64Array; readonly width: number },
  other: Dictionary,
  above: number,
): number {
  const mark = kernels.used;
  let added = 0;
  for (let from = 0; from < own.elements; from += ROWS) {
    kernels.release(mark);
    const count = Math.min(ROWS, own.elements - from);
    const block = own.dictionary + from * own.rowBytes;
    const { cosines, elements } = new RowSimilarity(kernels, block, count, own.rowBytes / 4).best([other]);
    for (const [at, cosine] of cosines.entries()) {
      if (!(cosine > above)) continue;
      addRow(sum, (from + at) * width, rowOf(kernels, other, elements[at] ?? 0, width));
      added += 1;
    }
  }
  kernels.release(mark);
  return added;
}

/** A sum that begins with a dictionary itself. */
export function sumOf(kernels: Kernels, own: Dictionary, width: number): Float64Array {
  const sum = new Float64Array(own.elements * width);
  for (let j = 0; j < own.elements; j++) addRow(sum, j * width, rowOf(kernels, own, j, width));
  return sum;
}

const rowOf = (kernels: Kernels, { dictionary, rowBytes }: Dictionary, element: number, width: number): Float32Array =>
  kernels.f32(dictionary + element * rowBytes, width);

function addRow(sum: Float64Array, at: number, row: Float32Array): void {
  for (const [k, value] of row.entries()) sum[at + k] = (sum[at + k] ?? 0) + value;
}
