import { type Address, type BestMatches, type Kernels, paddedWidth, RowSimilarity } from "@goldilocks/kernels";
import { allocateRows } from "./samples.ts";

/** Rows compared at a time; a multiple of eight. */
const ROWS = 4096;

/** Unit rows in the kernels' memory, padded to full width and to panels of eight. */
export interface UnitRows {
  readonly dictionary: Address;
  readonly elements: number;
  readonly rowBytes: number;
}

/** Rows `[count, activationDim]` in the kernels' memory, so that they can stand on either side of a comparison. */
export function unitRowsOf(kernels: Kernels, rows: Float32Array, activationDim: number, count: number): UnitRows {
  const dictionary = allocateRows(kernels, rows, activationDim, Math.ceil(count / 8) * 8);
  return { dictionary, elements: count, rowBytes: paddedWidth(activationDim) * 4 };
}

/**
 * For each row the largest signed cosine to any of `others`, and the index of that one (the lower of equals). Exact, and blockwise on both
 * sides: memory grows with the sizes, not with their product.
 */
export function bestInBlocks(
  kernels: Kernels,
  rows: UnitRows,
  others: UnitRows,
  progress: (rows: number) => void = () => {},
): BestMatches {
  const cosines = new Float32Array(rows.elements);
  const elements = new Uint32Array(rows.elements);
  const mark = kernels.used;
  for (let from = 0; from < rows.elements; from += ROWS) {
    kernels.release(mark);
    const count = Math.min(ROWS, rows.elements - from);
    const block = rows.dictionary + from * rows.rowBytes;
    const best = new RowSimilarity(kernels, block, count, rows.rowBytes / 4).best([others]);
    cosines.set(best.cosines, from);
    elements.set(best.elements, from);
    progress(from + count);
  }
  kernels.release(mark);
  return { cosines, elements };
}
