import { type Finding, type GridCell, rowsBySize } from "./grid-cell.ts";

/**
 * The cell whose dictionary is most like larger ones: the largest value. Of equal ones the smallest size, then the smallest L1
 * coefficient counts. Source: the post, "Method 3".
 */
export function mostSimilar(cells: readonly GridCell[]): Finding {
  const compared = rowsBySize(cells).flat();
  const [most] = compared.toSorted((a, b) => b.value - a.value);
  return { candidates: most === undefined ? [] : [most], none: "no dictionary has a larger one beside it" };
}
