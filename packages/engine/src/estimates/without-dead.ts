import { type Finding, type GridCell, rowsBySize, type ValuedCell } from "./grid-cell.ts";

/**
 * Where dead elements begin: at each size, L1 coefficients are gone up to the first cell with more than `atMost` dead elements; the last cell
 * before it is a candidate, that of the largest size first. Source: the post, figure 4.
 */
export function withoutDead(cells: readonly GridCell[], { atMost }: { readonly atMost: number }): Finding {
  const rows = rowsBySize(cells).toReversed();
  const candidates = rows.flatMap((row) => beforeFirst(row, ({ value }) => value > atMost).at(-1) ?? []);
  const none =
    rows.length === 0
      ? "no cell has a count of dead elements"
      : `at every size, the smallest L1 coefficient has more than ${atMost} dead elements`;
  return { candidates, none };
}

function beforeFirst(row: readonly ValuedCell[], stops: (cell: ValuedCell) => boolean): readonly ValuedCell[] {
  const end = row.findIndex(stops);
  return end < 0 ? row : row.slice(0, end);
}
