// Gradient of the loss with respect to each active code: (error gradient of its sample) · (its dictionary element) + penalty.
// Both kernels take the dot product by sixteen partial sums, so they agree bit for bit.
import { combine, dotRows, dotTwo, firstDot, secondDot } from "./reduce";

/** Partial sums on their way to be combined. In memory, so that the pairs of a loop end in adjacent stores, from which fusing starts. */
const PARTIAL: usize = memory.data(256, 32);

/** gradients[n] for every listed active code. `error` `[samples, width]` and `dictionary` `[elements, width]`; `width` in bytes. */
export function gradientOfCodesSparse(
  offsets: usize,
  indices: usize,
  samples: usize,
  error: usize,
  dictionary: usize,
  width: usize,
  penalty: f32,
  gradients: usize,
): void {
  for (let i: usize = 0; i < samples; i++) {
    const end = <usize>load<u32>(offsets + i * 4, 4) * 4;
    const e = error + i * width;
    let n = <usize>load<u32>(offsets + i * 4) * 4;
    for (; n + 8 <= end; n += 8) {
      const d = dictionary + <usize>load<u32>(indices + n) * width;
      dotTwo(e, d, dictionary + <usize>load<u32>(indices + n, 4) * width, width);
      store<f32>(gradients + n, firstDot() + penalty);
      store<f32>(gradients + n, secondDot() + penalty, 4);
    }
    if (n < end) store<f32>(gradients + n, dotRows(e, dictionary + <usize>load<u32>(indices + n) * width, width) + penalty);
  }
}

/** gradients `[samples, elements]`, +0 where the code is 0. `elements` and the rows of `codes` and `error` in pairs. */
export function gradientOfCodesDense(
  codes: usize,
  samples: usize,
  elements: usize,
  error: usize,
  dictionary: usize,
  width: usize,
  penalty: f32,
  gradients: usize,
): void {
  for (let j: usize = 0; j < elements; j += 2) {
    const d = dictionary + j * width;
    for (let i: usize = 0; i < samples; i += 2) {
      const at = (i * elements + j) * 4;
      pairOfRows(error + i * width, d, width, penalty, codes + at, gradients + at, elements * 4);
    }
  }
}

/**
 * Two samples by two elements. Partial sums 0 … 7 first, then 8 … 15: eight accumulators stay in registers, in adjacent pairs.
 */
// @inline
function pairOfRows(e: usize, d: usize, width: usize, penalty: f32, codes: usize, out: usize, stride: usize): void {
  const zero = f32x4.splat(0);
  let a0 = zero;
  let a1 = zero;
  let b0 = zero;
  let b1 = zero;
  let c0 = zero;
  let c1 = zero;
  let g0 = zero;
  let g1 = zero;
  for (let o: usize = 0; o < width; o += 64) {
    const p = e + o;
    const q = d + o;
    const p0 = v128.load(p);
    const p1 = v128.load(p, 16);
    const q0 = v128.load(q);
    const q1 = v128.load(q, 16);
    a0 = f32x4.add(a0, f32x4.mul(p0, q0));
    a1 = f32x4.add(a1, f32x4.mul(p1, q1));
    const s0 = v128.load(q + width);
    const s1 = v128.load(q + width, 16);
    b0 = f32x4.add(b0, f32x4.mul(p0, s0));
    b1 = f32x4.add(b1, f32x4.mul(p1, s1));
    const r0 = v128.load(p + width);
    const r1 = v128.load(p + width, 16);
    c0 = f32x4.add(c0, f32x4.mul(r0, q0));
    c1 = f32x4.add(c1, f32x4.mul(r1, q1));
    g0 = f32x4.add(g0, f32x4.mul(r0, s0));
    g1 = f32x4.add(g1, f32x4.mul(r1, s1));
  }
  v128.store(PARTIAL, a0);
  v128.store(PARTIAL, a1, 16);
  v128.store(PARTIAL, b0, 32);
  v128.store(PARTIAL, b1, 48);
  v128.store(PARTIAL, c0, 64);
  v128.store(PARTIAL, c1, 80);
  v128.store(PARTIAL, g0, 96);
  v128.store(PARTIAL, g1, 112);
  let a2 = zero;
  let a3 = zero;
  let b2 = zero;
  let b3 = zero;
  let c2 = zero;
  let c3 = zero;
  let g2 = zero;
  let g3 = zero;
  for (let o: usize = 32; o < width; o += 64) {
    const p = e + o;
    const q = d + o;
    const p0 = v128.load(p);
    const p1 = v128.load(p, 16);
    const q0 = v128.load(q);
    const q1 = v128.load(q, 16);
    a2 = f32x4.add(a2, f32x4.mul(p0, q0));
    a3 = f32x4.add(a3, f32x4.mul(p1, q1));
    const s0 = v128.load(q + width);
    const s1 = v128.load(q + width, 16);
    b2 = f32x4.add(b2, f32x4.mul(p0, s0));
    b3 = f32x4.add(b3, f32x4.mul(p1, s1));
    const r0 = v128.load(p + width);
    const r1 = v128.load(p + width, 16);
    c2 = f32x4.add(c2, f32x4.mul(r0, q0));
    c3 = f32x4.add(c3, f32x4.mul(r1, q1));
    g2 = f32x4.add(g2, f32x4.mul(r0, s0));
    g3 = f32x4.add(g3, f32x4.mul(r1, s1));
  }
  v128.store(PARTIAL, a2, 128);
  v128.store(PARTIAL, a3, 144);
  v128.store(PARTIAL, b2, 160);
  v128.store(PARTIAL, b3, 176);
  v128.store(PARTIAL, c2, 192);
  v128.store(PARTIAL, c3, 208);
  v128.store(PARTIAL, g2, 224);
  v128.store(PARTIAL, g3, 240);
  keep(codes, out, total(0) + penalty);
  keep(codes + 4, out + 4, total(32) + penalty);
  keep(codes + stride, out + stride, total(64) + penalty);
  keep(codes + stride + 4, out + stride + 4, total(96) + penalty);
}

/** Sum of the sixteen partial sums at `PARTIAL + at` and 128 bytes after. */
// @inline
function total(at: usize): f32 {
  const p = PARTIAL + at;
  return combine(v128.load(p), v128.load(p, 16), v128.load(p, 128), v128.load(p, 144));
}

/** Only an active code has a gradient. */
// @inline
function keep(code: usize, out: usize, gradient: f32): void {
  store<f32>(out, load<f32>(code) != 0 ? gradient : 0);
}
