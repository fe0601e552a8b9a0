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
