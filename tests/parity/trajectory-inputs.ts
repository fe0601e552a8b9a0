import { uniform } from "./formula.ts";
import { unitRows } from "./training-on.ts";

// The formulas are those of tests/reference/trajectory_100.py.
export const DIM = 32;
const FEATURES = 64;
export const DICT = 48;
export const BATCH = 64;
const STEPS = 100;

const signed = (stream: number, count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (2 * uniform(stream, i) - 1) * scale);

export const features: Float32Array = unitRows(signed(1, FEATURES * DIM), DIM);

/** Initial weights. */
export const start: { readonly encoder: Float32Array; readonly bias: Float32Array; readonly decoder: Float32Array } = {
  encoder: signed(4, DICT * DIM, 181 / 1024),
  bias: signed(5, DICT, 181 / 1024),
  decoder: unitRows(signed(6, DICT * DIM), DIM),
};

/** Samples of 100 batches `[100 · 64, 32]`. */
export function batches(): Float32Array {
  const x = new Float32Array(STEPS * BATCH * DIM);
  const row = new Float64Array(DIM);
  for (let sample = 0; sample < STEPS * BATCH; sample++) {
    row.fill(0);
    for (let g = 0; g < FEATURES; g++) {
      const i = sample * FEATURES + g;
      if (uniform(2, i) >= (FEATURES - g) / 512) continue;
      for (let k = 0; k < DIM; k++) row[k] = (row[k] ?? 0) + uniform(3, i) * (features[g * DIM + k] ?? 0);
    }
    x.set(row, sample * DIM);
  }
  return x;
}

/** Largest difference relative to the largest value. */
export function relative(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let most = 0;
  let scale = 0;
  for (let k = 0; k < expected.length; k++) {
    most = Math.max(most, Math.abs((actual[k] ?? Number.NaN) - (expected[k] ?? 0)));
    scale = Math.max(scale, Math.abs(expected[k] ?? 0));
  }
  return most / scale;
}
