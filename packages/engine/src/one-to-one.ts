import { type Kernels, RowSimilarity } from "@goldilocks/kernels";
import { munkres } from "munkres";
import type { UnitRows } from "./best-in-blocks.ts";

/** Cosines are matched as multiples of 2⁻³⁰: as whole numbers their sums are exact, so that no order of operations can show. */
const SCALE = 1_073_741_824;

/** The element of a feature that has none. */
export const UNMATCHED = 0xffff_ffff;

/** For each feature the element it is matched with, or {@link UNMATCHED}, and their cosine, or 0. */
export interface OneToOne {
  readonly elements: Uint32Array;
  readonly cosines: Float32Array;
  /** Mean cosine over all features. */
  readonly mean: number;
}

/**
 * The matching of features and elements, each with at most one of the other and none of the fewer left out, of which the total signed
 * cosine is largest. The fewer squared times the more is its time, in the worst case.
 *
 * Source: Kuhn and Munkres' Hungarian method, in the form of shortest augmenting paths.
 */
export function oneToOne(kernels: Kernels, features: UnitRows, dictionary: UnitRows): OneToOne {
  const flipped = dictionary.elements < features.elements;
  const [rows, columns] = flipped ? [dictionary, features] : [features, dictionary];
  const costs = costsOf(kernels, rows, columns);
  const elements = new Uint32Array(features.elements).fill(UNMATCHED);
  const cosines = new Float32Array(features.elements);
  let total = 0;
  for (const [row, column] of munkres(costs)) {
    const cost = costs[row]?.[column] ?? 0;
    const [feature, element] = flipped ? [column, row] : [row, column];
    elements[feature] = element;
    cosines[feature] = -cost / SCALE;
    total -= cost;
  }
  return { elements, cosines, mean: total / SCALE / features.elements };
}

/** Negated cosines `[rows, columns]`, each row in an array of its own. */
function costsOf(kernels: Kernels, rows: UnitRows, columns: UnitRows): readonly Int32Array[] {
  const costs = Array.from({ length: rows.elements }, () => new Int32Array(columns.elements));
  const mark = kernels.used;
  const similarity = new RowSimilarity(kernels, rows.dictionary, rows.elements, rows.rowBytes / 4);
  similarity.visit(columns, (block, stride, first, count) => {
    for (const [i, row] of costs.entries()) {
      for (let j = 0; j < count; j++) row[first + j] = -Math.round((block[i * stride + j] ?? 0) * SCALE);
    }
  });
  kernels.release(mark);
  return costs;
}
