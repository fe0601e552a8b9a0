// Row reductions. Sixteen interleaved partial sums (element k goes to partial k mod 16), combined by halving:
// 16 → 8 → 4 → 2 → 1. A wider vector unit can keep the same order, hence the same bits.

/** Sum of sixteen partial sums held in four vectors, by halving. */
// @ts-ignore: decorator
@inline
export function combine(v0: v128, v1: v128, v2: v128, v3: v128): f32 {
  const a = f32x4.add(v0, v2);
  const b = f32x4.add(v1, v3);
  const u = f32x4.add(a, b);
  const w = f32x4.add(u, v128.shuffle<f32>(u, u, 2, 3, 2, 3));
  return f32x4.extract_lane(w, 0) + f32x4.extract_lane(w, 1);
}

/** Dot product of two rows; `bytes` is the padded row length in bytes, a multiple of 64. */
export function dotRows(a: usize, b: usize, bytes: usize): f32 {
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
  return combine(v0, v1, v2, v3);
}
