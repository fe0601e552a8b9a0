// Gradient of the loss with respect to each active code: (error gradient of its sample) · (its dictionary element) + penalty.
// Both kernels take the dot product by sixteen partial sums, so they agree bit for bit.
import { blockOf } from "./codes";
import { dotRows, dotTwo, firstDot, secondDot } from "./reduce";

/** Partial sums on their way to be combined. In memory, so that the pairs of a loop end in adjacent stores, from which fusing starts. */
const PARTIAL: usize = memory.data(512, 64);

export let scratch: usize = PARTIAL;

/**
 * gradients[n] for every listed active code, a block of elements after the other, whose rows of the dictionary stay in cache meanwhile.
 * `error` `[samples, width]` and `dictionary` `[elements, width]`; `width` in bytes. `cursor` is scratch `[samples]`.
 */
export function gradientOfCodesSparse(
  offsets: usize,
  indices: usize,
  samples: usize,
  error: usize,
  dictionary: usize,
  elements: usize,
  width: usize,
  penalty: f32,
  gradients: usize,
  cursor: usize,
): void {
  memory.copy(cursor, offsets, samples * 4);
  const block = blockOf(offsets, samples, elements);
  for (let until = block; until < elements + block; until += block) {
    for (let i: usize = 0; i < samples; i++) {
      const from = <usize>load<u32>(cursor + i * 4) * 4;
      let end = <usize>load<u32>(offsets + i * 4, 4) * 4;
      if (block < elements) {
        const last = end;
        end = from;
        while (end < last && <usize>load<u32>(indices + end) < until) end += 4;
        store<u32>(cursor + i * 4, <u32>(end >> 2));
      }
      gradientsOfSample(indices, from, end, error + i * width, dictionary, width, penalty, gradients);
    }
  }
}

/** Entries from … end (byte offsets) of one sample. */
// @inline
function gradientsOfSample(
  indices: usize,
  from: usize,
  end: usize,
  e: usize,
  dictionary: usize,
  width: usize,
  penalty: f32,
  gradients: usize,
): void {
  const more = f32x4.splat(penalty);
  let n = from;
  for (; n + 16 <= end; n += 16) {
    const d0 = dictionary + <usize>load<u32>(indices + n) * width;
    const d1 = dictionary + <usize>load<u32>(indices + n, 4) * width;
    const d2 = dictionary + <usize>load<u32>(indices + n, 8) * width;
    const d3 = dictionary + <usize>load<u32>(indices + n, 12) * width;
    v128.store(gradients + n, f32x4.add(dotFour(e, d0, d1, d2, d3, width), more));
  }
  for (; n + 8 <= end; n += 8) {
    const d = dictionary + <usize>load<u32>(indices + n) * width;
    dotTwo(e, d, dictionary + <usize>load<u32>(indices + n, 4) * width, width);
    store<f32>(gradients + n, firstDot() + penalty);
    store<f32>(gradients + n, secondDot() + penalty, 4);
  }
  if (n < end) store<f32>(gradients + n, dotRows(e, dictionary + <usize>load<u32>(indices + n) * width, width) + penalty);
}

/** Dot products of one row with four others. A function of its own, so that its addresses stay in registers. */
function dotFour(e: usize, d0: usize, d1: usize, d2: usize, d3: usize, width: usize): v128 {
  const partial = scratch;
  fourDots(e, d0, d1, d2, d3, width, 0, partial);
  fourDots(e, d0, d1, d2, d3, width, 32, partial);
  return fourTotals(0);
}

/** One row by four others: partial sums `half / 4` … + 7 of each, left at PARTIAL + half + 64·row. */
// @inline
function fourDots(e: usize, d0: usize, d1: usize, d2: usize, d3: usize, width: usize, half: usize, partial: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let g0 = f32x4.splat(0);
  let g1 = f32x4.splat(0);
  for (let o: usize = half; o < width; o += 64) {
    const p0 = v128.load(e + o);
    const p1 = v128.load(e + o, 16);
    a0 = f32x4.add(a0, f32x4.mul(p0, v128.load(d0 + o)));
    a1 = f32x4.add(a1, f32x4.mul(p1, v128.load(d0 + o, 16)));
    b0 = f32x4.add(b0, f32x4.mul(p0, v128.load(d1 + o)));
    b1 = f32x4.add(b1, f32x4.mul(p1, v128.load(d1 + o, 16)));
    c0 = f32x4.add(c0, f32x4.mul(p0, v128.load(d2 + o)));
    c1 = f32x4.add(c1, f32x4.mul(p1, v128.load(d2 + o, 16)));
    g0 = f32x4.add(g0, f32x4.mul(p0, v128.load(d3 + o)));
    g1 = f32x4.add(g1, f32x4.mul(p1, v128.load(d3 + o, 16)));
  }
  const to = partial + half;
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, b0, 64);
  v128.store(to, b1, 80);
  v128.store(to, c0, 128);
  v128.store(to, c1, 144);
  v128.store(to, g0, 192);
  v128.store(to, g1, 208);
}

/** Totals of the four sets of sixteen partial sums at PARTIAL + at, 64 bytes apart: each by the tree of `combine`, four at a time. */
// @inline
function fourTotals(at: usize): v128 {
  const r0 = halves(PARTIAL + at);
  const r1 = halves(PARTIAL + at + 64);
  const r2 = halves(PARTIAL + at + 128);
  const r3 = halves(PARTIAL + at + 192);
  const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const c = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  const u0 = v128.shuffle<f32>(a, c, 0, 1, 4, 5);
  const u1 = v128.shuffle<f32>(a, c, 2, 3, 6, 7);
  const u2 = v128.shuffle<f32>(b, d, 0, 1, 4, 5);
  const u3 = v128.shuffle<f32>(b, d, 2, 3, 6, 7);
  return f32x4.add(f32x4.add(u0, u2), f32x4.add(u1, u3));
}

/** Sixteen partial sums to four. */
// @inline
function halves(p: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(p), v128.load(p, 32)), f32x4.add(v128.load(p, 16), v128.load(p, 48)));
}

/** gradients `[samples, elements]`, +0 where the code is 0. `elements` in fours, and the rows of `codes` and `error` in pairs. */
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
  const more = f32x4.splat(penalty);
  for (let j: usize = 0; j < elements; j += 4) {
    const d = dictionary + j * width;
    for (let i: usize = 0; i < samples; i += 2) {
      const e = error + i * width;
      for (let part: usize = 0; part < 64; part += 16) tile(e, d, width, part);
      keepTile(codes, gradients, (i * elements + j) * 4, elements * 4, more);
    }
  }
}

/** The same bits, laid out for engines that fuse pairs of vectors. */
export function gradientOfCodesDenseFused(
  codes: usize,
  samples: usize,
  elements: usize,
  error: usize,
  dictionary: usize,
  width: usize,
  penalty: f32,
  gradients: usize,
): void {
  const more = f32x4.splat(penalty);
  const partial = scratch;
  for (let j: usize = 0; j < elements; j += 4) {
    const d = dictionary + j * width;
    for (let i: usize = 0; i < samples; i += 2) {
      const e = error + i * width;
      tileOfPairs(e, d, width, 0, partial);
      tileOfPairs(e, d, width, 32, partial);
      keepTile(codes, gradients, (i * elements + j) * 4, elements * 4, more);
    }
  }
}

/** Only an active code has a gradient. */
// @inline
function keepTile(codes: usize, gradients: usize, at: usize, stride: usize, penalty: v128): void {
  const zero = f32x4.splat(0);
  const first = f32x4.add(fourTotals(0), penalty);
  v128.store(gradients + at, v128.and(first, f32x4.ne(v128.load(codes + at), zero)));
  const second = f32x4.add(fourTotals(256), penalty);
  v128.store(gradients + at + stride, v128.and(second, f32x4.ne(v128.load(codes + at + stride), zero)));
}

/** Two samples by four elements, four of the sixteen partial sums: eight accumulators and what they need stay in registers. */
// @inline
function tile(e: usize, d: usize, width: usize, part: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  const e1 = e + width;
  const d1 = d + width;
  const d2 = d1 + width;
  const d3 = d2 + width;
  for (let o: usize = part; o < width; o += 64) {
    const p = v128.load(e + o);
    const r = v128.load(e1 + o);
    const q0 = v128.load(d + o);
    a0 = f32x4.add(a0, f32x4.mul(p, q0));
    b0 = f32x4.add(b0, f32x4.mul(r, q0));
    const q1 = v128.load(d1 + o);
    a1 = f32x4.add(a1, f32x4.mul(p, q1));
    b1 = f32x4.add(b1, f32x4.mul(r, q1));
    const q2 = v128.load(d2 + o);
    a2 = f32x4.add(a2, f32x4.mul(p, q2));
    b2 = f32x4.add(b2, f32x4.mul(r, q2));
    const q3 = v128.load(d3 + o);
    a3 = f32x4.add(a3, f32x4.mul(p, q3));
    b3 = f32x4.add(b3, f32x4.mul(r, q3));
  }
  const to = PARTIAL + part;
  v128.store(to, a0);
  v128.store(to, a1, 64);
  v128.store(to, a2, 128);
  v128.store(to, a3, 192);
  v128.store(to, b0, 256);
  v128.store(to, b1, 320);
  v128.store(to, b2, 384);
  v128.store(to, b3, 448);
}

/** The same with eight of the sixteen partial sums: sixteen accumulators in adjacent pairs, which fuse into eight. */
// @inline
function tileOfPairs(e: usize, d: usize, width: usize, half: usize, partial: usize): void {
  let a00 = f32x4.splat(0);
  let a01 = f32x4.splat(0);
  let a10 = f32x4.splat(0);
  let a11 = f32x4.splat(0);
  let a20 = f32x4.splat(0);
  let a21 = f32x4.splat(0);
  let a30 = f32x4.splat(0);
  let a31 = f32x4.splat(0);
  let b00 = f32x4.splat(0);
  let b01 = f32x4.splat(0);
  let b10 = f32x4.splat(0);
  let b11 = f32x4.splat(0);
  let b20 = f32x4.splat(0);
  let b21 = f32x4.splat(0);
  let b30 = f32x4.splat(0);
  let b31 = f32x4.splat(0);
  const e1 = e + width;
  const d1 = d + width;
  const d2 = d1 + width;
  const d3 = d2 + width;
  for (let o: usize = half; o < width; o += 64) {
    const p0 = v128.load(e + o);
    const p1 = v128.load(e + o, 16);
    const r0 = v128.load(e1 + o);
    const r1 = v128.load(e1 + o, 16);
    const q00 = v128.load(d + o);
    const q01 = v128.load(d + o, 16);
    a00 = f32x4.add(a00, f32x4.mul(p0, q00));
    a01 = f32x4.add(a01, f32x4.mul(p1, q01));
    b00 = f32x4.add(b00, f32x4.mul(r0, q00));
    b01 = f32x4.add(b01, f32x4.mul(r1, q01));
    const q10 = v128.load(d1 + o);
    const q11 = v128.load(d1 + o, 16);
    a10 = f32x4.add(a10, f32x4.mul(p0, q10));
    a11 = f32x4.add(a11, f32x4.mul(p1, q11));
    b10 = f32x4.add(b10, f32x4.mul(r0, q10));
    b11 = f32x4.add(b11, f32x4.mul(r1, q11));
    const q20 = v128.load(d2 + o);
    const q21 = v128.load(d2 + o, 16);
    a20 = f32x4.add(a20, f32x4.mul(p0, q20));
    a21 = f32x4.add(a21, f32x4.mul(p1, q21));
    b20 = f32x4.add(b20, f32x4.mul(r0, q20));
    b21 = f32x4.add(b21, f32x4.mul(r1, q21));
    const q30 = v128.load(d3 + o);
    const q31 = v128.load(d3 + o, 16);
    a30 = f32x4.add(a30, f32x4.mul(p0, q30));
    a31 = f32x4.add(a31, f32x4.mul(p1, q31));
    b30 = f32x4.add(b30, f32x4.mul(r0, q30));
    b31 = f32x4.add(b31, f32x4.mul(r1, q31));
  }
  const to = partial + half;
  v128.store(to, a00);
  v128.store(to, a01, 16);
  v128.store(to, a10, 64);
  v128.store(to, a11, 80);
  v128.store(to, a20, 128);
  v128.store(to, a21, 144);
  v128.store(to, a30, 192);
  v128.store(to, a31, 208);
  v128.store(to, b00, 256);
  v128.store(to, b01, 272);
  v128.store(to, b10, 320);
  v128.store(to, b11, 336);
  v128.store(to, b20, 384);
  v128.store(to, b21, 400);
  v128.store(to, b30, 448);
  v128.store(to, b31, 464);
}
