// Linear combinations of rows: x = codes · features, and decoding. The output row stays in registers, a stretch of it at
// a time, while the active rows are added in index order from +0.

/**
 * out `[samples, width]`: sample i combines entries offsets[i] … offsets[i + 1] of `indices` and `values`; `width` in bytes, a
 * multiple of 128. All samples go through one stretch of the rows before the next, so that the stretch stays in cache.
 */
export function combineRows(
  offsets: usize,
  indices: usize,
  values: usize,
  samples: usize,
  rows: usize,
  width: usize,
  out: usize,
): void {
  for (let o: usize = 0; o < width; o += 64) {
    let n = <usize>load<u32>(offsets) * 4;
    for (let i: usize = 0; i < samples; i++) {
      const end = <usize>load<u32>(offsets + i * 4, 4) * 4;
      combineStretch(indices, values, n, end, rows + o, width, out + i * width + o);
      n = end;
    }
  }
}

/** Entries from … end (byte offsets) of one sample, over one stretch of 16 floats. */
// @inline
function combineStretch(indices: usize, values: usize, from: usize, end: usize, rows: usize, width: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  for (let n = from; n < end; n += 4) {
    const row = rows + <usize>load<u32>(indices + n) * width;
    const s = v128.load32_splat(values + n);
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(row)));
    a1 = f32x4.add(a1, f32x4.mul(s, v128.load(row, 16)));
    a2 = f32x4.add(a2, f32x4.mul(s, v128.load(row, 32)));
    a3 = f32x4.add(a3, f32x4.mul(s, v128.load(row, 48)));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

/** The same bits, laid out for engines that fuse pairs of vectors: twice the stretch. */
export function combineRowsFused(
  offsets: usize,
  indices: usize,
  values: usize,
  samples: usize,
  rows: usize,
  width: usize,
  out: usize,
): void {
  for (let o: usize = 0; o < width; o += 128) {
    let n = <usize>load<u32>(offsets) * 4;
    for (let i: usize = 0; i < samples; i++) {
      const end = <usize>load<u32>(offsets + i * 4, 4) * 4;
      combinePairs(indices, values, n, end, rows + o, width, out + i * width + o);
      n = end;
    }
  }
}

/** Entries from … end (byte offsets) of one sample, over one stretch of 32 floats. */
// @inline
function combinePairs(indices: usize, values: usize, from: usize, end: usize, rows: usize, width: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let a4 = f32x4.splat(0);
  let a5 = f32x4.splat(0);
  let a6 = f32x4.splat(0);
  let a7 = f32x4.splat(0);
  for (let n = from; n < end; n += 4) {
    const row = rows + <usize>load<u32>(indices + n) * width;
    const s = v128.load32_splat(values + n);
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(row)));
    a1 = f32x4.add(a1, f32x4.mul(s, v128.load(row, 16)));
    a2 = f32x4.add(a2, f32x4.mul(s, v128.load(row, 32)));
    a3 = f32x4.add(a3, f32x4.mul(s, v128.load(row, 48)));
    a4 = f32x4.add(a4, f32x4.mul(s, v128.load(row, 64)));
    a5 = f32x4.add(a5, f32x4.mul(s, v128.load(row, 80)));
    a6 = f32x4.add(a6, f32x4.mul(s, v128.load(row, 96)));
    a7 = f32x4.add(a7, f32x4.mul(s, v128.load(row, 112)));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, a4, 64);
  v128.store(out, a5, 80);
  v128.store(out, a6, 96);
  v128.store(out, a7, 112);
}

/** Rows in stretches of 16 floats: `[samples, width]` → `[width / 64, samples, 16]`; rows one below another would share a few sets of the cache. */
export function packStretches(rows: usize, samples: usize, width: usize, out: usize): void {
  for (let o: usize = 0; o < width; o += 64) {
    for (let i: usize = 0; i < samples; i++) {
      const from = rows + i * width + o;
      const to = out + o * samples + i * 64;
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    }
  }
}
