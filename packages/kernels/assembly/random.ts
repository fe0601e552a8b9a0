// Counter-based random numbers: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, 2011). A number's address is its stream's
// key and a 128-bit counter, never an order of calls.
import { sineCosine } from "./special";

const M0: u32 = 0xd2511f53;
const M1: u32 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

/**
 * Words of `blocks` consecutive counters (c0 + i, c1, c2, c3), four a block, in the order of the published generator.
 * `blocks` is a multiple of 4; c0 does not wrap.
 */
export function philoxFill(out: usize, blocks: u32, k0: u32, k1: u32, c0: u32, c1: u32, c2: u32, c3: u32): void {
  const m0 = i32x4.splat(M0);
  const m1 = i32x4.splat(M1);
  const ramp = i32x4(0, 1, 2, 3);
  for (let i: u32 = 0; i < blocks; i += 4) {
    let x0 = i32x4.add(i32x4.splat(c0 + i), ramp);
    let x1 = i32x4.splat(c1);
    let x2 = i32x4.splat(c2);
    let x3 = i32x4.splat(c3);
    let a = k0;
    let b = k1;
    for (let r = 0; r < 10; r++) {
      const p0 = i64x2.extmul_low_i32x4_u(x0, m0);
      const p1 = i64x2.extmul_high_i32x4_u(x0, m0);
      const q0 = i64x2.extmul_low_i32x4_u(x2, m1);
      const q1 = i64x2.extmul_high_i32x4_u(x2, m1);
      const lowP = v128.shuffle<i32>(p0, p1, 0, 2, 4, 6);
      const highP = v128.shuffle<i32>(p0, p1, 1, 3, 5, 7);
      const lowQ = v128.shuffle<i32>(q0, q1, 0, 2, 4, 6);
      const highQ = v128.shuffle<i32>(q0, q1, 1, 3, 5, 7);
      x0 = v128.xor(v128.xor(highQ, x1), i32x4.splat(a));
      x1 = lowQ;
      x2 = v128.xor(v128.xor(highP, x3), i32x4.splat(b));
      x3 = lowP;
      a += W0;
      b += W1;
    }
    const e = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    const f = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    const g = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    const h = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    const to = out + <usize>i * 16;
    v128.store(to, v128.shuffle<i32>(e, g, 0, 1, 4, 5));
    v128.store(to, v128.shuffle<i32>(e, g, 2, 3, 6, 7), 16);
    v128.store(to, v128.shuffle<i32>(f, h, 0, 1, 4, 5), 32);
    v128.store(to, v128.shuffle<i32>(f, h, 2, 3, 6, 7), 48);
  }
}

/** A number in (0, 1) from two words: 52 bits and a half. */
// @inline
export function unit(words: usize): f64 {
  const bits = (<u64>load<u32>(words) << 20) | (<u64>load<u32>(words, 4) >> 12);
  return (<f64>bits + 0.5) * 2.220446049250313e-16;
}

/** Uniform float64 in (0, 1), two from each block of words. `out` may not overlap `words`. */
export function uniformFill(words: usize, out: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) store<f64>(out + i * 8, unit(words + i * 8));
}

/** Standard normal float64 by Box and Muller, two from each block of four words. `count` is even. */
export function normalFill(words: usize, out: usize, count: usize): void {
  for (let i: usize = 0; i < count; i += 2) {
    const radius = sqrt<f64>(-2 * Math.log(unit(words + i * 8)));
    sineCosine(6.283185307179586 * unit(words + i * 8 + 8));
    store<f64>(out + i * 8, radius * Math.sincos_cos);
    store<f64>(out + i * 8, radius * Math.sincos_sin, 8);
  }
}

/**
 * rows `[count, width]` float32, of each the first `length` numbers, += deviation · standard normals 0 … length − 1 of items
 * `item` … `item + count − 1` of a stream, added in float64 and rounded once. `width` in bytes; `words` is scratch `[2 · n]` uint32 and
 * `normals` `[n]` float64 for n = `length` rounded up to a multiple of 8.
 */
export function addNormals(
  rows: usize,
  count: u32,
  length: usize,
  width: usize,
  deviation: f64,
  k0: u32,
  k1: u32,
  item: f64,
  words: usize,
  normals: usize,
): void {
  const blocks = <u32>((length + 7) >> 3) << 2;
  for (let i: u32 = 0; i < count; i++) {
    const at = <u64>item + <u64>i;
    philoxFill(words, blocks, k0, k1, 0, <u32>at, <u32>(at >> 32), 0);
    normalFill(words, normals, <usize>blocks << 1);
    const row = rows + <usize>i * width;
    for (let k: usize = 0; k < length; k++) {
      store<f32>(row + k * 4, <f32>(<f64>load<f32>(row + k * 4) + deviation * load<f64>(normals + k * 8)));
    }
  }
}
