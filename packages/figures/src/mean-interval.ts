import { studentT } from "./student-t.ts";

/** The mean of some numbers, and Student's t interval around it; without bounds where there are fewer than two numbers. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Mean and interval of a list that is not empty, each sum in the order of the list.
 *
 * `level` in (0, 1). Equal numbers have an interval without width.
 */
export function meanInterval(values: readonly number[], level: number): MeanInterval {
  const n = values.length;
  const mean = sum(values) / n;
  if (n < 2) return { mean, low: null, high: null };
  const half = studentT(level, n - 1) * Math.sqrt(sampleVariance(values) / n);
  return { mean, low: mean - half, high: mean + half };
}

/** The variance of at least two numbers, by n − 1. */
export function sampleVariance(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) * (value - mean))) / (values.length - 1);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
