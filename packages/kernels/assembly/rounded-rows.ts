// Rows rounded to 16-bit integers, with what bounds the error of a product of two of them.
import { dotRows } from "./reduce";

/** Length to which rows are scaled before rounding: no entry leaves 16 bits, and no sum of products 31 (Cauchy and Schwarz). */
const REACH: f32 = 32000;
/** A row as long as this, infinite or NaN is not rounded; one shorter than the other is scaled as if it had that length. */
const LONGEST: f32 = 1e15;
const SHORTEST: f32 = 1e-15;
/** 1.5 · 2²³: added to a float below 2²², it leaves the nearest integer in the low bits of the sum. */
const ROUND: f32 = 12582912;
/** Half a unit of rounding, and what scaling in float32 adds to it. */
const HALF: f32 = 0.51;

/** Length of the longest row; NaN where one is not finite. `[count, width / 4]`, `width` in bytes, a multiple of 64. */
export function longestRow(rows: usize, count: usize, width: usize): f32 {
  let longest: f32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const row = rows + i * width;
    longest = max(longest, sqrt<f32>(dotRows(row, row, width)));
  }
  return longest;
}

/** The factor that brings rows of this length to 32,000; 0 where they are too long, or not finite. */
// @inline
export function scaleOf(length: f32): f32 {
  return length < LONGEST ? REACH / max(length, SHORTEST) : 0;
}

/**
 * Rounds scaled rows `[count, width / 4]` to 16 bits: out `[count, width / 4]`. Returns what bounds, for each of them, its part of the error
 * of a product of two rounded rows: half of its largest sum of magnitudes.
 */
export function roundRows(rows: usize, count: usize, width: usize, scale: f32, out: usize): f32 {
  let most: i32 = 0;
  for (let i: usize = 0; i < count; i++) most = max(most, roundRow(rows + i * width, width, scale, out + i * (width >> 1)));
  return HALF * <f32>most;
}

/** Rounds one row, and returns the sum of the magnitudes. */
// @inline
function roundRow(row: usize, width: usize, scale: f32, out: usize): i32 {
  const s = f32x4.splat(scale);
  const round = f32x4.splat(ROUND);
  const ones = i16x8.splat(1);
  let sum = i32x4.splat(0);
  for (let o: usize = 0; o < width; o += 32) {
    const q = i16x8.narrow_i32x4_s(
      i32x4.sub(f32x4.add(f32x4.mul(v128.load(row + o), s), round), round),
      i32x4.sub(f32x4.add(f32x4.mul(v128.load(row + o, 16), s), round), round),
    );
    v128.store(out + (o >> 1), q);
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.abs(q), ones));
  }
  return i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
}
