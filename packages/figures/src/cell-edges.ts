/** The least distance between two of those places; a quarter where there is only one. */
export function leastGap(places: readonly number[]): number {
  const sorted = [...new Set(places)].toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((place, index) => place - (sorted[index] ?? place));
  return gaps.length === 0 ? 0.25 : Math.min(...gaps);
}

/** From the lower border of the first cell to the upper border of the last. */
export function outerEdges(places: readonly number[]): [number, number] {
  const edges = [...cellEdges(places).values()];
  return [edges[0]?.[0] ?? 0, edges.at(-1)?.[1] ?? 1];
}

/** The borders of the cell around each place, ascending: halfway to its neighbours; the outer ones are symmetric. */
export function cellEdges(places: readonly number[]): Map<number, readonly [number, number]> {
  const sorted = [...new Set(places)].toSorted((a, b) => a - b);
  const edge = (index: number): number => {
    const below = sorted[index - 1];
    const above = sorted[index];
    if (below !== undefined && above !== undefined) return (below + above) / 2;
    if (sorted.length === 1) return (below ?? above ?? 0) + (below === undefined ? -0.5 : 0.5);
    return above === undefined ? mirrored(sorted.at(-1), sorted.at(-2)) : mirrored(sorted[0], sorted[1]);
  };
  return new Map(sorted.map((place, index) => [place, [edge(index), edge(index + 1)] as const]));
}

function mirrored(end = 0, inner = 0): number {
  return end + (end - inner) / 2;
}
