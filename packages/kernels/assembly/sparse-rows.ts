// Linear combinations of rows: x = codes · features, and decoding. The output row stays in registers, 32 floats at a
// time, while the active rows are added in index order from +0.

/** One sample: out `[width]` = Σ values[n] · rows[indices[n]]; `width` in bytes, a multiple of 128. */
// @ts-ignore: decorator
@inline
export function combineRow(indices: usize, values: usize, count: usize, rows: usize, width: usize, out: usize): void {
  for (let o: usize = 0; o < width; o += 128) {
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    let a4 = f32x4.splat(0);
    let a5 = f32x4.splat(0);
    let a6 = f32x4.splat(0);
    let a7 = f32x4.splat(0);
    const from = rows + o;
    for (let n: usize = 0; n < count; n++) {
      const row = from + <usize>load<u32>(indices + n * 4) * width;
      const s = v128.load32_splat(values + n * 4);
      a0 = f32x4.add(a0, f32x4.mul(s, v128.load(row)));
      a1 = f32x4.add(a1, f32x4.mul(s, v128.load(row, 16)));
      a2 = f32x4.add(a2, f32x4.mul(s, v128.load(row, 32)));
      a3 = f32x4.add(a3, f32x4.mul(s, v128.load(row, 48)));
      a4 = f32x4.add(a4, f32x4.mul(s, v128.load(row, 64)));
      a5 = f32x4.add(a5, f32x4.mul(s, v128.load(row, 80)));
      a6 = f32x4.add(a6, f32x4.mul(s, v128.load(row, 96)));
      a7 = f32x4.add(a7, f32x4.mul(s, v128.load(row, 112)));
    }
    const to = out + o;
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    v128.store(to, a4, 64);
    v128.store(to, a5, 80);
    v128.store(to, a6, 96);
    v128.store(to, a7, 112);
  }
}

/** out `[samples, width]`: sample i combines entries offsets[i] … offsets[i + 1] of `indices` and `values`. */
export function combineRows(
  offsets: usize,
  indices: usize,
  values: usize,
  samples: usize,
  rows: usize,
  width: usize,
  out: usize,
): void {
  for (let i: usize = 0; i < samples; i++) {
    const from = <usize>load<u32>(offsets + i * 4);
    const count = <usize>load<u32>(offsets + i * 4, 4) - from;
    combineRow(indices + from * 4, values + from * 4, count, rows, width, out + i * width);
  }
}
