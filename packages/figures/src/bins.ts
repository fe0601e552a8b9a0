import { extent } from "./extent.ts";
import { log10 } from "./log10.ts";
import { niceStep, tenTo } from "./ticks.ts";

/** Equal bins along an axis: linear ones of a round width, or logarithmic ones, a whole number of them a decade. */
export interface Bins {
  readonly count: number;
  /** The borders of bin k as values. */
  readonly edges: (k: number) => readonly [number, number];
  /** The bin a value falls in, its lower border included; −1 for a zero among logarithmic bins. */
  readonly binOf: (value: number) => number;
}

/** Where a value falls that lies beyond all bins. */
export const BEYOND = -2;

/** As many equal bins as asked for, from the least to the greatest of those numbers, or between given borders. */
export function chosenBins(
  asked: number | readonly number[],
  numbers: readonly number[],
  logarithmic: boolean,
  bounds?: readonly [number, number],
): Bins {
  const [low, high] = bounds ?? extent(logarithmic ? numbers.filter((number) => number > 0) : numbers);
  const borders = typeof asked === "number" ? equalBorders(low, high, asked, logarithmic) : asked;
  const last = borders.length - 1;
  return {
    count: last,
    edges: (k) => [borders[k] ?? Number.NaN, borders[k + 1] ?? Number.NaN],
    binOf: (value) => {
      if (logarithmic && value === 0) return -1;
      if (value === borders[last]) return last - 1;
      const above = borders.findIndex((border) => border > value);
      return above < 1 ? BEYOND : above - 1;
    },
  };
}

/** The first and the last border are those values; one value has a bin around it. */
function equalBorders(low: number, high: number, count: number, logarithmic: boolean): number[] {
  if (low === high)
    return equalBorders(logarithmic ? low / 2 : low - 0.5, logarithmic ? low * 2 : low + 0.5, count, logarithmic);
  const [from, to] = logarithmic ? [log10(low), log10(high)] : [low, high];
  const inner = Array.from({ length: count - 1 }, (_, k) => from + ((to - from) * (k + 1)) / count);
  return [low, ...(logarithmic ? inner.map(tenTo) : inner), high];
}

/** About 24 bins over those numbers. */
export function linearBins(numbers: readonly number[]): Bins {
  const [low, high] = extent(numbers);
  const { mantissa, exponent } = niceStep(high > low ? high - low : Math.abs(low) || 1, 24);
  const step = Number(`${mantissa}e${exponent}`);
  const edge = (k: number): number => Number(`${k * mantissa}e${exponent}`);
  const indexOf = (value: number): number => Math.floor(value / step + 1e-9);
  const first = indexOf(low);
  return {
    count: indexOf(high) - first + 1,
    edges: (k) => [edge(first + k), edge(first + k + 1)],
    binOf: (value) => indexOf(value) - first,
  };
}

/** At most 40 bins over the positive ones of those numbers, which there must be. */
export function logBins(numbers: readonly number[]): Bins {
  const [low, high] = extent(numbers.filter((number) => number > 0).map(log10));
  const perDecade = [10, 5, 2].find((parts) => (high - low) * parts <= 40) ?? 1;
  const indexOf = (value: number): number => Math.floor(log10(value) * perDecade + 1e-9);
  const first = Math.floor(low * perDecade + 1e-9);
  const edge = (k: number): number => tenTo((first + k) / perDecade);
  return {
    count: Math.floor(high * perDecade + 1e-9) - first + 1,
    edges: (k) => [edge(k), edge(k + 1)],
    binOf: (value) => (value > 0 ? indexOf(value) - first : -1),
  };
}
