import type { Truth } from "./estimated.ts";

/** MMCS to truth above which a cell is in the Goldilocks zone. */
const ZONE_ABOVE = 0.95;

/** A cell whose MMCS to truth may be known. */
export interface TrueCell {
  readonly dictSize: number;
  readonly l1Coefficient: number;
  readonly nFeatures: number | null;
  readonly mmcsTruth: number | null;
}

/** What is true of the data behind cells that stand by ascending size, then L1 coefficient. */
export function truthOf(repeat: number, cells: readonly TrueCell[]): Truth {
  const nFeatures = cells[0]?.nFeatures ?? null;
  const known = cells.flatMap(({ dictSize, l1Coefficient, mmcsTruth }) =>
    mmcsTruth === null ? [] : [{ dictSize, l1Coefficient, mmcsTruth }],
  );
  const [best = null] = known.toSorted((a, b) => b.mmcsTruth - a.mmcsTruth);
  return { repeat, nFeatures, best, zone: nFeatures === null ? null : zoneOf(known, nFeatures) };
}

type Known = NonNullable<Truth["best"]>;

function zoneOf(known: readonly Known[], nFeatures: number): Truth["zone"] {
  const [nearest] = known.toSorted((a, b) => farFrom(nFeatures, a.dictSize) - farFrom(nFeatures, b.dictSize));
  const zone = known.filter(({ dictSize, mmcsTruth }) => dictSize === nearest?.dictSize && mmcsTruth > ZONE_ABOVE);
  const [first] = zone;
  const last = zone.at(-1);
  if (first === undefined || last === undefined) return null;
  return { above: ZONE_ABOVE, dictSize: first.dictSize, from: first.l1Coefficient, to: last.l1Coefficient };
}

/** How many times larger or smaller a size is. */
const farFrom = (nFeatures: number, size: number): number => Math.max(size / nFeatures, nFeatures / size);
