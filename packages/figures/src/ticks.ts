import { formatDecade, formatFixed, formatNumber } from "./format-number.ts";
import { log10 } from "./log10.ts";

/**
 * A place on an axis; `at` in the axis' own measure (log₁₀ for a logarithmic one). Without a label it is a minor tick. Where not all labels
 * fit, those of a higher `rank` go first.
 */
export interface Tick {
  readonly at: number;
  readonly label: string;
  readonly rank?: number;
}

/** A step of 1, 2 or 5 × 10^k that cuts `range` into about `count` parts, and the k it has. */
export function niceStep(range: number, count: number): { mantissa: 1 | 2 | 5; exponent: number } {
  const rough = range / count;
  let exponent = Math.floor(log10(rough));
  const lead = rough / Number(`1e${exponent}`);
  const mantissa = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
  if (mantissa === 10) exponent += 1;
  return { mantissa: mantissa === 10 ? 1 : mantissa, exponent };
}

/** Whether ticks between those numbers should be whole: where all of them are, as counts are. */
export const wholeSteps = (numbers: readonly number[]): boolean => numbers.every(Number.isInteger);

/** Round numbers in [low, high], about `count` of them, each the double nearest to its decimal. */
export function linearTicks(low: number, high: number, whole = false): Tick[] {
  const nice = niceStep(high - low, 6);
  const { mantissa, exponent } = whole && nice.exponent < 0 ? { mantissa: 1, exponent: 0 } : nice;
  const step = Number(`${mantissa}e${exponent}`);
  const ticks: Tick[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k <= high / step + 1e-9; k += 1) {
    const at = Number(`${k * mantissa}e${exponent}`);
    ticks.push({ at, label: formatFixed(at, Math.max(0, -exponent)) });
  }
  return ticks;
}

/** [low, high] widened to round numbers; a range without width is widened around its value. */
export function niceRange(low: number, high: number, count = 6): [number, number] {
  if (!(high > low)) return low === 0 ? [-1, 1] : niceRange(low - Math.abs(low) / 2, high + Math.abs(high) / 2, count);
  const { mantissa, exponent } = niceStep(high - low, count);
  const step = Number(`${mantissa}e${exponent}`);
  const edge = (k: number): number => Number(`${k * mantissa}e${exponent}`);
  return [edge(Math.floor(low / step + 1e-9)), edge(Math.ceil(high / step - 1e-9))];
}

/**
 * Ticks of a logarithmic axis between log₁₀ values: labels at decades, at 1-2-5 where there are few decades, round numbers within
 * less than one; the other whole multiples of a decade are minor ticks.
 */
export function logTicks(low: number, high: number): Tick[] {
  const span = high - low;
  const labelled = span > 2.5 ? [1] : span > 0.9 ? [1, 2, 5] : [];
  if (labelled.length === 0) return withinDecade(low, high);
  const stride = Math.max(1, Math.ceil(span / 8));
  const ticks: Tick[] = [];
  for (let exponent = Math.floor(low); exponent <= Math.ceil(high); exponent += 1) {
    for (let mantissa = 1; mantissa <= 9; mantissa += 1) {
      const at = log10(Number(`${mantissa}e${exponent}`));
      if (at < low - 1e-9 || at > high + 1e-9 || (stride > 1 && mantissa > 1)) continue;
      const named = labelled.includes(mantissa) && exponent % stride === 0;
      ticks.push({ at, label: named ? logLabel(mantissa, exponent) : "" });
    }
  }
  return ticks;
}

function logLabel(mantissa: number, exponent: number): string {
  return mantissa === 1 ? formatDecade(exponent) : formatNumber(Number(`${mantissa}e${exponent}`));
}

function withinDecade(low: number, high: number): Tick[] {
  const values = [low, high].map((at) => tenTo(at));
  const ticks = linearTicks(values[0] ?? 0, values[1] ?? 1);
  return ticks.flatMap(({ at, label }) => (at > 0 ? [{ at: log10(at), label }] : []));
}

/**
 * 10^t by bisection on {@link log10}: as exact as that, and as equal everywhere.
 */
export function tenTo(t: number): number {
  let low = Number(`1e${Math.floor(t)}`);
  let high = Number(`1e${Math.floor(t) + 1}`);
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return log10(high) <= t ? high : low;
    if (log10(middle) <= t) low = middle;
    else high = middle;
  }
}
