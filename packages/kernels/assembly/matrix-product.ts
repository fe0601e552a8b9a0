// Dense products. Each output is the sum of its terms in index order from +0, multiply and add apart, so the sparse
// kernels, which skip zero terms, give the same bits. The right-hand matrix is packed in panels of eight columns:
// panel p, row k is eight adjacent floats, a pair of vectors that an engine may fuse into one of 256 bits.

/** Rows of the right-hand matrix visited before the accumulators go back to memory: 512 rows of 32 bytes stay in L1. */
const DEPTH: usize = 512;

/** Four rows, anywhere, by one panel: eight accumulators; more would not stay in registers where vectors are of 128 bits. */
// @inline
export function tile(
  a: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  panel: usize,
  depth: usize,
  out: usize,
  o1: usize,
  o2: usize,
  o3: usize,
  resume: bool,
): void {
  let c00 = resume ? v128.load(out) : f32x4.splat(0);
  let c01 = resume ? v128.load(out, 16) : f32x4.splat(0);
  let c10 = resume ? v128.load(o1) : f32x4.splat(0);
  let c11 = resume ? v128.load(o1, 16) : f32x4.splat(0);
  let c20 = resume ? v128.load(o2) : f32x4.splat(0);
  let c21 = resume ? v128.load(o2, 16) : f32x4.splat(0);
  let c30 = resume ? v128.load(o3) : f32x4.splat(0);
  let c31 = resume ? v128.load(o3, 16) : f32x4.splat(0);
  let w = panel;
  for (let k: usize = 0; k < depth; k += 4, w += 32) {
    const w00 = v128.load(w);
    const w01 = v128.load(w, 16);
    const s00 = v128.load32_splat(a + k);
    c00 = f32x4.add(c00, f32x4.mul(s00, w00));
    c01 = f32x4.add(c01, f32x4.mul(s00, w01));
    const s01 = v128.load32_splat(a1 + k);
    c10 = f32x4.add(c10, f32x4.mul(s01, w00));
    c11 = f32x4.add(c11, f32x4.mul(s01, w01));
    const s02 = v128.load32_splat(a2 + k);
    c20 = f32x4.add(c20, f32x4.mul(s02, w00));
    c21 = f32x4.add(c21, f32x4.mul(s02, w01));
    const s03 = v128.load32_splat(a3 + k);
    c30 = f32x4.add(c30, f32x4.mul(s03, w00));
    c31 = f32x4.add(c31, f32x4.mul(s03, w01));
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(o1, c10);
  v128.store(o1, c11, 16);
  v128.store(o2, c20);
  v128.store(o2, c21, 16);
  v128.store(o3, c30);
  v128.store(o3, c31, 16);
}

/** Four rows by two panels, `next` bytes apart: sixteen accumulators, which engines that fuse pairs of vectors hold as eight. */
// @inline
function wideTile(a: usize, lda: usize, panel: usize, next: usize, depth: usize, out: usize, ldo: usize, resume: bool): void {
  const a1 = a + 1 * lda;
  const a2 = a + 2 * lda;
  const a3 = a + 3 * lda;
  const o1 = out + 1 * ldo;
  const o2 = out + 2 * ldo;
  const o3 = out + 3 * ldo;
  let c00 = resume ? v128.load(out) : f32x4.splat(0);
  let c01 = resume ? v128.load(out, 16) : f32x4.splat(0);
  let c02 = resume ? v128.load(out, 32) : f32x4.splat(0);
  let c03 = resume ? v128.load(out, 48) : f32x4.splat(0);
  let c10 = resume ? v128.load(o1) : f32x4.splat(0);
  let c11 = resume ? v128.load(o1, 16) : f32x4.splat(0);
  let c12 = resume ? v128.load(o1, 32) : f32x4.splat(0);
  let c13 = resume ? v128.load(o1, 48) : f32x4.splat(0);
  let c20 = resume ? v128.load(o2) : f32x4.splat(0);
  let c21 = resume ? v128.load(o2, 16) : f32x4.splat(0);
  let c22 = resume ? v128.load(o2, 32) : f32x4.splat(0);
  let c23 = resume ? v128.load(o2, 48) : f32x4.splat(0);
  let c30 = resume ? v128.load(o3) : f32x4.splat(0);
  let c31 = resume ? v128.load(o3, 16) : f32x4.splat(0);
  let c32 = resume ? v128.load(o3, 32) : f32x4.splat(0);
  let c33 = resume ? v128.load(o3, 48) : f32x4.splat(0);
  let w = panel;
  let k: usize = 0;
  for (; k + 8 <= depth; k += 8, w += 64) {
    const w00 = v128.load(w);
    const w01 = v128.load(w, 16);
    const w02 = v128.load(w + next);
    const w03 = v128.load(w + next, 16);
    const s00 = v128.load32_splat(a + k);
    c00 = f32x4.add(c00, f32x4.mul(s00, w00));
    c01 = f32x4.add(c01, f32x4.mul(s00, w01));
    c02 = f32x4.add(c02, f32x4.mul(s00, w02));
    c03 = f32x4.add(c03, f32x4.mul(s00, w03));
    const s01 = v128.load32_splat(a1 + k);
    c10 = f32x4.add(c10, f32x4.mul(s01, w00));
    c11 = f32x4.add(c11, f32x4.mul(s01, w01));
    c12 = f32x4.add(c12, f32x4.mul(s01, w02));
    c13 = f32x4.add(c13, f32x4.mul(s01, w03));
    const s02 = v128.load32_splat(a2 + k);
    c20 = f32x4.add(c20, f32x4.mul(s02, w00));
    c21 = f32x4.add(c21, f32x4.mul(s02, w01));
    c22 = f32x4.add(c22, f32x4.mul(s02, w02));
    c23 = f32x4.add(c23, f32x4.mul(s02, w03));
    const s03 = v128.load32_splat(a3 + k);
    c30 = f32x4.add(c30, f32x4.mul(s03, w00));
    c31 = f32x4.add(c31, f32x4.mul(s03, w01));
    c32 = f32x4.add(c32, f32x4.mul(s03, w02));
    c33 = f32x4.add(c33, f32x4.mul(s03, w03));
    const w10 = v128.load(w, 32);
    const w11 = v128.load(w, 48);
    const w12 = v128.load(w + next, 32);
    const w13 = v128.load(w + next, 48);
    const s10 = v128.load32_splat(a + k, 4);
    c00 = f32x4.add(c00, f32x4.mul(s10, w10));
    c01 = f32x4.add(c01, f32x4.mul(s10, w11));
    c02 = f32x4.add(c02, f32x4.mul(s10, w12));
    c03 = f32x4.add(c03, f32x4.mul(s10, w13));
    const s11 = v128.load32_splat(a1 + k, 4);
    c10 = f32x4.add(c10, f32x4.mul(s11, w10));
    c11 = f32x4.add(c11, f32x4.mul(s11, w11));
    c12 = f32x4.add(c12, f32x4.mul(s11, w12));
    c13 = f32x4.add(c13, f32x4.mul(s11, w13));
    const s12 = v128.load32_splat(a2 + k, 4);
    c20 = f32x4.add(c20, f32x4.mul(s12, w10));
    c21 = f32x4.add(c21, f32x4.mul(s12, w11));
    c22 = f32x4.add(c22, f32x4.mul(s12, w12));
    c23 = f32x4.add(c23, f32x4.mul(s12, w13));
    const s13 = v128.load32_splat(a3 + k, 4);
    c30 = f32x4.add(c30, f32x4.mul(s13, w10));
    c31 = f32x4.add(c31, f32x4.mul(s13, w11));
    c32 = f32x4.add(c32, f32x4.mul(s13, w12));
    c33 = f32x4.add(c33, f32x4.mul(s13, w13));
  }
  for (; k < depth; k += 4, w += 32) {
    const w00 = v128.load(w);
    const w01 = v128.load(w, 16);
    const w02 = v128.load(w + next);
    const w03 = v128.load(w + next, 16);
    const s00 = v128.load32_splat(a + k);
    c00 = f32x4.add(c00, f32x4.mul(s00, w00));
    c01 = f32x4.add(c01, f32x4.mul(s00, w01));
    c02 = f32x4.add(c02, f32x4.mul(s00, w02));
    c03 = f32x4.add(c03, f32x4.mul(s00, w03));
    const s01 = v128.load32_splat(a1 + k);
    c10 = f32x4.add(c10, f32x4.mul(s01, w00));
    c11 = f32x4.add(c11, f32x4.mul(s01, w01));
    c12 = f32x4.add(c12, f32x4.mul(s01, w02));
    c13 = f32x4.add(c13, f32x4.mul(s01, w03));
    const s02 = v128.load32_splat(a2 + k);
    c20 = f32x4.add(c20, f32x4.mul(s02, w00));
    c21 = f32x4.add(c21, f32x4.mul(s02, w01));
    c22 = f32x4.add(c22, f32x4.mul(s02, w02));
    c23 = f32x4.add(c23, f32x4.mul(s02, w03));
    const s03 = v128.load32_splat(a3 + k);
    c30 = f32x4.add(c30, f32x4.mul(s03, w00));
    c31 = f32x4.add(c31, f32x4.mul(s03, w01));
    c32 = f32x4.add(c32, f32x4.mul(s03, w02));
    c33 = f32x4.add(c33, f32x4.mul(s03, w03));
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out, c02, 32);
  v128.store(out, c03, 48);
  v128.store(o1, c10);
  v128.store(o1, c11, 16);
  v128.store(o1, c12, 32);
  v128.store(o1, c13, 48);
  v128.store(o2, c20);
  v128.store(o2, c21, 16);
  v128.store(o2, c22, 32);
  v128.store(o2, c23, 48);
  v128.store(o3, c30);
  v128.store(o3, c31, 16);
  v128.store(o3, c32, 32);
  v128.store(o3, c33, 48);
}

/** One panel of the product. */
// @inline
function panelProduct(a: usize, lda: usize, panel: usize, depth: usize, out: usize, ldo: usize, m: usize, resume: bool): void {
  for (let i: usize = 0; i < m; i += 4) {
    const row = a + i * lda;
    const to = out + i * ldo;
    tile(row, row + lda, row + 2 * lda, row + 3 * lda, panel, depth, to, to + ldo, to + 2 * ldo, to + 3 * ldo, resume);
  }
}

/**
 * out `[m, 8·panels]` = a `[m, depth]` × b, b packed `[panels, depth, 8]`. `m` is a multiple of 4, `panels` of 2; `lda` and `ldo` are row
 * strides in bytes.
 */
export function multiply(a: usize, lda: usize, b: usize, out: usize, ldo: usize, m: usize, depth: usize, panels: usize): void {
  for (let p: usize = 0; p < panels; p++) {
    const panel = b + p * depth * 32;
    const column = out + p * 32;
    panelProduct(a, lda, panel, min(DEPTH, depth) * 4, column, ldo, m, false);
    for (let from = DEPTH; from < depth; from += DEPTH) {
      panelProduct(a + from * 4, lda, panel + from * 32, min(DEPTH, depth - from) * 4, column, ldo, m, true);
    }
  }
}

/** Two panels of the product. */
// @inline
function panelPair(a: usize, lda: usize, panel: usize, next: usize, depth: usize, out: usize, ldo: usize, m: usize, resume: bool): void {
  for (let i: usize = 0; i < m; i += 4) wideTile(a + i * lda, lda, panel, next, depth, out + i * ldo, ldo, resume);
}

/** The same bits, laid out for engines that fuse pairs of vectors. */
export function multiplyFused(a: usize, lda: usize, b: usize, out: usize, ldo: usize, m: usize, depth: usize, panels: usize): void {
  const next = depth * 32;
  for (let p: usize = 0; p < panels; p += 2) {
    const panel = b + p * next;
    const column = out + p * 32;
    panelPair(a, lda, panel, next, min(DEPTH, depth) * 4, column, ldo, m, false);
    for (let from = DEPTH; from < depth; from += DEPTH) {
      panelPair(a + from * 4, lda, panel + from * 32, next, min(DEPTH, depth - from) * 4, column, ldo, m, true);
    }
  }
}

/** Packs the transpose of rows: rows `[8·panels, columns]` → `[panels, columns, 8]`; `columns` a multiple of 4. */
export function packRows(rows: usize, out: usize, panels: usize, columns: usize): void {
  for (let p: usize = 0; p < panels; p++) packPanel(rows + p * columns * 32, out + p * columns * 32, columns);
}

/** Eight rows `[8, columns]` → `[columns, 8]`. */
export function packPanel(rows: usize, out: usize, columns: usize): void {
  const stride = columns * 4;
  for (let k: usize = 0; k < stride; k += 16) {
    const to = out + k * 8;
    transpose4(rows + k, stride, to, 32);
    transpose4(rows + k + 4 * stride, stride, to + 16, 32);
  }
}

// @inline
function transpose4(from: usize, stride: usize, to: usize, step: usize): void {
  const r0 = v128.load(from);
  const r1 = v128.load(from + stride);
  const r2 = v128.load(from + 2 * stride);
  const r3 = v128.load(from + 3 * stride);
  const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const c = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(a, c, 0, 1, 4, 5));
  v128.store(to + step, v128.shuffle<f32>(a, c, 2, 3, 6, 7));
  v128.store(to + 2 * step, v128.shuffle<f32>(b, d, 0, 1, 4, 5));
  v128.store(to + 3 * step, v128.shuffle<f32>(b, d, 2, 3, 6, 7));
}

/** Packs a matrix as it stands: `[rows, 8·panels]` → `[panels, rows, 8]`. */
export function packColumns(matrix: usize, out: usize, rows: usize, panels: usize): void {
  const stride = panels * 32;
  for (let p: usize = 0; p < panels; p++) {
    let from = matrix + p * 32;
    let to = out + p * rows * 32;
    for (let i: usize = 0; i < rows; i++, from += stride, to += 32) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
  }
}

/** `[rows, columns]` → `[columns, rows]`; both multiples of 4, strides equal to the widths. */
export function transpose(from: usize, to: usize, rows: usize, columns: usize): void {
  for (let block: usize = 0; block < rows; block += 16) {
    const end = min(block + 16, rows);
    for (let j: usize = 0; j < columns; j += 4) {
      for (let i = block; i < end; i += 4) {
        transpose4(from + (i * columns + j) * 4, columns * 4, to + (j * rows + i) * 4, rows * 4);
      }
    }
  }
}
