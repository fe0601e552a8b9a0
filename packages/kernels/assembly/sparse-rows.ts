// Linear combinations of rows: x = codes · features, and decoding. Rows lie in stretches of 16 floats, because rows one below another
// would share a few sets of the cache. A stretch of the output stays in registers while the active rows are added in index order from +0.

/** Rows in stretches of 16 floats: `[count, width]` → `[width / 64, count, 16]`; `width` in bytes, a multiple of 64. */
export function packStretches(rows: usize, count: usize, width: usize, out: usize): void {
  for (let o: usize = 0; o < width; o += 64) {
    for (let i: usize = 0; i < count; i++) {
      const from = rows + i * width + o;
      const to = out + o * count + i * 64;
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    }
  }
}

/**
 * out `[samples, width]`: sample i combines entries offsets[i] … offsets[i + 1] of `indices` and `values`. `packed`: the `count` rows as
 * {@link packStretches} leaves them; `width` in bytes, a multiple of 128. All samples go through one stretch before the next.
 */
export function combineRows(
  offsets: usize,
  indices: usize,
  values: usize,
  samples: usize,
  packed: usize,
  count: usize,
  width: usize,
  out: usize,
): void {
  for (let o: usize = 0; o < width; o += 64) {
    const stretch = packed + o * count;
    let n = <usize>load<u32>(offsets) * 4;
    for (let i: usize = 0; i < samples; i++) {
      const end = <usize>load<u32>(offsets + i * 4, 4) * 4;
      combineStretch(indices + n, values + n, end - n, stretch, out + i * width + o);
      n = end;
    }
  }
}

/**
 * One stretch of Σ value · row over `bytes / 4` entries: also how the update adds up gradients. Four accumulators and two entries a turn:
 * more would not stay in registers where vectors are of 128 bits.
 */
// @inline
export function combineStretch(indices: usize, values: usize, bytes: usize, stretch: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let n: usize = 0;
  for (; n + 8 <= bytes; n += 8) {
    const row0 = stretch + (<usize>load<u32>(indices + n) << 6);
    const s0 = v128.load32_splat(values + n);
    a0 = f32x4.add(a0, f32x4.mul(s0, v128.load(row0)));
    a1 = f32x4.add(a1, f32x4.mul(s0, v128.load(row0, 16)));
    a2 = f32x4.add(a2, f32x4.mul(s0, v128.load(row0, 32)));
    a3 = f32x4.add(a3, f32x4.mul(s0, v128.load(row0, 48)));
    const row1 = stretch + (<usize>load<u32>(indices + n, 4) << 6);
    const s1 = v128.load32_splat(values + n, 4);
    a0 = f32x4.add(a0, f32x4.mul(s1, v128.load(row1)));
    a1 = f32x4.add(a1, f32x4.mul(s1, v128.load(row1, 16)));
    a2 = f32x4.add(a2, f32x4.mul(s1, v128.load(row1, 32)));
    a3 = f32x4.add(a3, f32x4.mul(s1, v128.load(row1, 48)));
  }
  if (n < bytes) {
    const row = stretch + (<usize>load<u32>(indices + n) << 6);
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

/** The same bits, laid out for engines that fuse pairs of vectors: two stretches at a time. */
export function combineRowsFused(
  offsets: usize,
  indices: usize,
  values: usize,
  samples: usize,
  packed: usize,
  count: usize,
  width: usize,
  out: usize,
): void {
  for (let o: usize = 0; o < width; o += 128) {
    const stretch = packed + o * count;
    let n = <usize>load<u32>(offsets) * 4;
    for (let i: usize = 0; i < samples; i++) {
      const end = <usize>load<u32>(offsets + i * 4, 4) * 4;
      combinePair(indices + n, values + n, end - n, stretch, stretch + 64 * count, out + i * width + o);
      n = end;
    }
  }
}

// @inline
export function combinePair(indices: usize, values: usize, bytes: usize, first: usize, second: usize, out: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let a4 = f32x4.splat(0);
  let a5 = f32x4.splat(0);
  let a6 = f32x4.splat(0);
  let a7 = f32x4.splat(0);
  for (let n: usize = 0; n < bytes; n += 4) {
    const row = <usize>load<u32>(indices + n) << 6;
    const s = v128.load32_splat(values + n);
    const p = first + row;
    const q = second + row;
    a0 = f32x4.add(a0, f32x4.mul(s, v128.load(p)));
    a1 = f32x4.add(a1, f32x4.mul(s, v128.load(p, 16)));
    a2 = f32x4.add(a2, f32x4.mul(s, v128.load(p, 32)));
    a3 = f32x4.add(a3, f32x4.mul(s, v128.load(p, 48)));
    a4 = f32x4.add(a4, f32x4.mul(s, v128.load(q)));
    a5 = f32x4.add(a5, f32x4.mul(s, v128.load(q, 16)));
    a6 = f32x4.add(a6, f32x4.mul(s, v128.load(q, 32)));
    a7 = f32x4.add(a7, f32x4.mul(s, v128.load(q, 48)));
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
