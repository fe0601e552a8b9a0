// Row reductions. Sixteen interleaved partial sums (element k goes to partial k mod 16), combined by halving:
// 16 → 8 → 4 → 2 → 1. A wider vector unit can keep the same order, hence the same bits.

/** Sum of sixteen partial sums held in four vectors, by halving. */
// @inline
export function combine(v0: v128, v1: v128, v2: v128, v3: v128): f32 {
  const a = f32x4.add(v0, v2);
  const b = f32x4.add(v1, v3);
  const u = f32x4.add(a, b);
  const w = f32x4.add(u, v128.shuffle<f32>(u, u, 2, 3, 2, 3));
  return f32x4.extract_lane(w, 0) + f32x4.extract_lane(w, 1);
}

/** Partial sums on their way to be combined. In memory, so that a loop's pairs end in adjacent stores, from which fusing starts. */
const PARTIAL: usize = memory.data(128, 32);
export let reduceScratch: usize = PARTIAL;

/** Dot product of two rows; `bytes` is the padded row length in bytes, a multiple of 64. */
export function dotRows(a: usize, b: usize, bytes: usize): f32 {
  const partial = reduceScratch;
  let v0 = f32x4.splat(0);
  let v1 = f32x4.splat(0);
  let v2 = f32x4.splat(0);
  let v3 = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 64) {
    const p = a + o;
    const q = b + o;
    v0 = f32x4.add(v0, f32x4.mul(v128.load(p), v128.load(q)));
    v1 = f32x4.add(v1, f32x4.mul(v128.load(p, 16), v128.load(q, 16)));
    v2 = f32x4.add(v2, f32x4.mul(v128.load(p, 32), v128.load(q, 32)));
    v3 = f32x4.add(v3, f32x4.mul(v128.load(p, 48), v128.load(q, 48)));
  }
  v128.store(partial, v0);
  v128.store(partial, v1, 16);
  v128.store(partial, v2, 32);
  v128.store(partial, v3, 48);
  return partialTotal(partial);
}

/** Dot products of one row with two others, left at {@link firstDot} and {@link secondDot}. */
export function dotTwo(a: usize, b: usize, c: usize, bytes: usize): void {
  const partial = reduceScratch;
  let v0 = f32x4.splat(0);
  let v1 = f32x4.splat(0);
  let v2 = f32x4.splat(0);
  let v3 = f32x4.splat(0);
  let w0 = f32x4.splat(0);
  let w1 = f32x4.splat(0);
  let w2 = f32x4.splat(0);
  let w3 = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 64) {
    const p = a + o;
    const q = b + o;
    const r = c + o;
    const p0 = v128.load(p);
    const p1 = v128.load(p, 16);
    v0 = f32x4.add(v0, f32x4.mul(p0, v128.load(q)));
    v1 = f32x4.add(v1, f32x4.mul(p1, v128.load(q, 16)));
    w0 = f32x4.add(w0, f32x4.mul(p0, v128.load(r)));
    w1 = f32x4.add(w1, f32x4.mul(p1, v128.load(r, 16)));
    const p2 = v128.load(p, 32);
    const p3 = v128.load(p, 48);
    v2 = f32x4.add(v2, f32x4.mul(p2, v128.load(q, 32)));
    v3 = f32x4.add(v3, f32x4.mul(p3, v128.load(q, 48)));
    w2 = f32x4.add(w2, f32x4.mul(p2, v128.load(r, 32)));
    w3 = f32x4.add(w3, f32x4.mul(p3, v128.load(r, 48)));
  }
  v128.store(partial, v0);
  v128.store(partial, v1, 16);
  v128.store(partial, v2, 32);
  v128.store(partial, v3, 48);
  v128.store(partial, w0, 64);
  v128.store(partial, w1, 80);
  v128.store(partial, w2, 96);
  v128.store(partial, w3, 112);
  const first = partialTotal(partial);
  const second = partialTotal(partial + 64);
  store<f32>(PARTIAL, first);
  store<f32>(PARTIAL, second, 4);
}

// @inline
function partialTotal(p: usize): f32 {
  return combine(v128.load(p), v128.load(p, 16), v128.load(p, 32), v128.load(p, 48));
}

/** What {@link dotTwo} left. */
// @inline
export function firstDot(): f32 {
  return load<f32>(PARTIAL);
}

// @inline
export function secondDot(): f32 {
  return load<f32>(PARTIAL, 4);
}
