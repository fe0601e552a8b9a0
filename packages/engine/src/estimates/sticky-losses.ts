import { type Finding, type GridCell, rowsBySize, type ValuedCell } from "./grid-cell.ts";

const NO_SSLL = "no cell has an SSLL";

/** How much less SSLL must change where it sticks than it does at most on either side. */
const STICKS_BELOW = 0.5;

/**
 * Peaks of the curves of equal SSLL. At each size SSLL is followed along the L1 coefficient up to its highest cell; it changes at a cell by as
 * much as it differs from both neighbours together. The cell before the highest at which it changes least is a candidate, if that is at
 * most half of the largest change on either side of it. The smallest size comes first, since a dictionary that is too small has none;
 * of equal changes the smallest L1 coefficient counts. Source: the post, "Method 2".
 */
export function curvePeaks(cells: readonly GridCell[]): Finding {
  const rows = rowsBySize(cells);
  const none = rows.length === 0 ? NO_SSLL : "SSLL sticks at no size before it is highest";
  return { candidates: rows.flatMap((row) => stickiest(row) ?? []), none };
}

function stickiest(row: readonly ValuedCell[]): ValuedCell | undefined {
  const values = row.map(({ value }) => value);
  const crest = values.indexOf(values.reduce((a, b) => Math.max(a, b)));
  const differences = values.slice(0, crest).map((value, at) => Math.abs((values[at + 1] ?? value) - value));
  const changes = differences.slice(1).map((difference, at) => (differences[at] ?? 0) + difference);
  const sticky = changes.flatMap((change, at) => {
    const least = Math.min(largest(changes.slice(0, at)), largest(changes.slice(at + 1)));
    return change <= STICKS_BELOW * least && least > 0 ? [{ cell: row[at + 1], change }] : [];
  });
  return sticky.toSorted((a, b) => a.change - b.change)[0]?.cell;
}

const largest = (changes: readonly number[]): number => changes.reduce((a, b) => Math.max(a, b), 0);

/**
 * Peaks of SSLL itself: cells above all neighbours on the grid, diagonal ones too, with a neighbour on both sides in L1 coefficient. Candidates
 * by descending SSLL. Of equal neighbours the smallest size, then the smallest L1 coefficient counts.
 */
export function valuePeaks(cells: readonly GridCell[]): Finding {
  const all = rowsBySize(cells).flat();
  const place = placesOf(cells);
  const known = new Map(all.map((cell) => [place(cell).join(), cell.value]));
  const peaks = all.filter((cell) => {
    const [row, column] = place(cell);
    const valueAt = (down: number, across: number): number | undefined => known.get(`${row + down},${column + across}`);
    const above = neighbours.every(([down, across]) => {
      const value = valueAt(down, across) ?? Number.NEGATIVE_INFINITY;
      return down < 0 || (down === 0 && across < 0) ? cell.value > value : cell.value >= value;
    });
    return above && valueAt(0, -1) !== undefined && valueAt(0, 1) !== undefined;
  });
  const none = all.length === 0 ? NO_SSLL : "no cell has more SSLL than all its neighbours";
  return { candidates: peaks.toSorted((a, b) => b.value - a.value), none };
}

/** Steps to the cells around one, as ranks of size and of L1 coefficient. */
const neighbours = [-1, 0, 1].flatMap((down) =>
  [-1, 0, 1].flatMap((across) => (down === 0 && across === 0 ? [] : [[down, across] as const])),
);

/** Where a cell stands on the grid: the ranks of its size and of its L1 coefficient. */
function placesOf(cells: readonly GridCell[]): (cell: GridCell) => readonly [number, number] {
  const sizes = ranks(cells.map(({ dictSize }) => dictSize));
  const coefficients = ranks(cells.map(({ l1Coefficient }) => l1Coefficient));
  return ({ dictSize, l1Coefficient }) => [sizes.get(dictSize) ?? -1, coefficients.get(l1Coefficient) ?? -1];
}

const ranks = (values: readonly number[]): ReadonlyMap<number, number> =>
  new Map([...new Set(values)].toSorted((a, b) => a - b).map((value, rank) => [value, rank]));
