import { combine } from "./reduce";

/**
 * error = reconstruction − x; gradient `[samples, width]` = scale · error. Returns Σ error² over all samples: each row by sixteen
 * partial sums, rows in order in float64. `width` in bytes, a multiple of 64. `gradient` may be `reconstruction`.
 */
export function residual(reconstruction: usize, x: usize, samples: usize, width: usize, scale: f32, gradient: usize): f64 {
  const s = f32x4.splat(scale);
  let total: f64 = 0;
  for (let i: usize = 0; i < samples; i++) {
    const r = reconstruction + i * width;
    const t = x + i * width;
    const g = gradient + i * width;
    let v0 = f32x4.splat(0);
    let v1 = f32x4.splat(0);
    let v2 = f32x4.splat(0);
    let v3 = f32x4.splat(0);
    for (let o: usize = 0; o < width; o += 64) {
      const e0 = f32x4.sub(v128.load(r + o), v128.load(t + o));
      const e1 = f32x4.sub(v128.load(r + o, 16), v128.load(t + o, 16));
      const e2 = f32x4.sub(v128.load(r + o, 32), v128.load(t + o, 32));
      const e3 = f32x4.sub(v128.load(r + o, 48), v128.load(t + o, 48));
      v128.store(g + o, f32x4.mul(e0, s));
      v128.store(g + o, f32x4.mul(e1, s), 16);
      v128.store(g + o, f32x4.mul(e2, s), 32);
      v128.store(g + o, f32x4.mul(e3, s), 48);
      v0 = f32x4.add(v0, f32x4.mul(e0, e0));
      v1 = f32x4.add(v1, f32x4.mul(e1, e1));
      v2 = f32x4.add(v2, f32x4.mul(e2, e2));
      v3 = f32x4.add(v3, f32x4.mul(e3, e3));
    }
    total += <f64>combine(v0, v1, v2, v3);
  }
  return total;
}

/** into += from, `bytes` a multiple of 16: how the partial reconstructions of shards are summed, in shard order. */
export function addInto(into: usize, from: usize, bytes: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(into + o, f32x4.add(v128.load(into + o), v128.load(from + o)));
  }
}
