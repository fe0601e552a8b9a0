// Rows rounded to 16-bit integers, with what bounds the error of a product of two of them.
import { packPanel } from "./matrix-product";
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
/**
 * In units of a product of two scaled rows: n terms in float32 are off by up to n · 2⁻²⁴ of both lengths (61.1 a term), both
 * roundings together by 0.26 a term; and comparing with the bias by less than the last.
 */
const SLACK_TERM: f32 = 64;
const SLACK: f32 = 1024;

/**
 * Scales rows `[count, width / 4]` to the length REACH and rounds them to 16 bits: out `[count, width / 4]`. `scales[i]` is the factor;
 * |Σ in float32 − Σ of integers| of a product of two rows, in scaled units, is less than the sum of their `slacks`. False where a row is
 * too long or not finite. `width` in bytes, a multiple of 64.
 */
export function roundRows(rows: usize, count: usize, width: usize, out: usize, scales: usize, slacks: usize): bool {
  for (let i: usize = 0; i < count; i++) {
    const row = rows + i * width;
    const length = sqrt<f32>(dotRows(row, row, width));
    if (!(length < LONGEST)) return false;
    const scale = REACH / max(length, SHORTEST);
    const sum = roundRow(row, width, scale, out + i * (width >> 1));
    store<f32>(scales + i * 4, scale);
    store<f32>(slacks + i * 4, HALF * <f32>sum + SLACK_TERM * <f32>(width >> 2) + SLACK);
  }
  return true;
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

/**
 * Rounds the eight rows of one panel: 16-bit integers `[width / 8, 8, 2]` at `panel`, pairs of one row side by side. `rounded` is scratch
 * for the eight rows.
 */
export function roundPanel(rows: usize, width: usize, rounded: usize, panel: usize, scales: usize, slacks: usize): bool {
  if (!roundRows(rows, 8, width, rounded, scales, slacks)) return false;
  packPanel(rounded, panel, width >> 3);
  return true;
}
