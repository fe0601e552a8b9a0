import { sampleVariance } from "./mean-interval.ts";
import { studentT } from "./student-t.ts";

/** P(|T| < t) at the quantile that gives 80% power: 2 · 0.8 − 1. */
const WITHIN_AT_POWER = 0.6;

/** More repeats than this are no advice. */
export const MOST_REPEATS = 1000;

/**
 * The smallest true difference that these repeats would show in 80% of cases: (t(1 − α/2) + t(0.8)) · s/√n, with n − 1 degrees of freedom and
 * α = 1 − `level`. Null with fewer than two values.
 *
 * Source: H. S. Bloom, Minimum detectable effects, Evaluation Review 19(5), 1995; both quantiles by Student's t.
 */
export function detectableDifference(values: readonly number[], level: number): number | null {
  const n = values.length;
  if (n < 2) return null;
  const times = studentT(level, n - 1) + studentT(WITHIN_AT_POWER, n - 1);
  return times * Math.sqrt(sampleVariance(values) / n);
}

/**
 * How many repeats more, with the mean and the spread of these, would have an interval without 0: the smallest N with
 * t(1 − α/2, N − 1) · s/√N < |mean|, less n. Null where {@link MOST_REPEATS} are too few, or there is no spread to judge by.
 */
export function moreRepeatsToDecide(values: readonly number[], level: number): number | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = Math.abs(values.reduce((sum, value) => sum + value, 0) / n);
  const variance = sampleVariance(values);
  const decides = (repeats: number): boolean => studentT(level, repeats - 1) * Math.sqrt(variance / repeats) < mean;
  if (!decides(MOST_REPEATS)) return null;
  let [few, enough] = [n, MOST_REPEATS];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (decides(middle)) enough = middle;
    else few = middle;
  }
  return enough - n;
}
