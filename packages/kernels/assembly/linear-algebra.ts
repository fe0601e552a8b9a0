// Small dense linear algebra in float64, row by row, each dot product by two interleaved partial sums.

/** Σ a[k] b[k], k < n. */
// @inline
function dot(a: usize, b: usize, n: usize): f64 {
  let s = f64x2.splat(0);
  const pairs = (n >> 1) << 4;
  for (let o: usize = 0; o < pairs; o += 16) s = f64x2.add(s, f64x2.mul(v128.load(a + o), v128.load(b + o)));
  let total = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  if (n & 1) total += load<f64>(a + pairs) * load<f64>(b + pairs);
  return total;
}

/** a[k] += factor · b[k], k < n. */
// @inline
function addScaled(a: usize, b: usize, factor: f64, n: usize): void {
  const f = f64x2.splat(factor);
  const pairs = (n >> 1) << 4;
  for (let o: usize = 0; o < pairs; o += 16) v128.store(a + o, f64x2.add(v128.load(a + o), f64x2.mul(f, v128.load(b + o))));
  if (n & 1) store<f64>(a + pairs, load<f64>(a + pairs) + factor * load<f64>(b + pairs));
}

/**
 * Cholesky factor L of a symmetric matrix `[n, n]`, in place, +0 above the diagonal. Returns 0, or the one-indexed row whose
 * pivot is not positive: the matrix is then not positive definite.
 */
export function choleskyFactor(a: usize, n: usize): u32 {
  const stride = n * 8;
  for (let i: usize = 0; i < n; i++) {
    const row = a + i * stride;
    for (let j: usize = 0; j < i; j++) {
      const other = a + j * stride;
      store<f64>(row + j * 8, (load<f64>(row + j * 8) - dot(row, other, j)) / load<f64>(other + j * 8));
    }
    const pivot = load<f64>(row + i * 8) - dot(row, row, i);
    if (!(pivot > 0)) return <u32>i + 1;
    store<f64>(row + i * 8, sqrt<f64>(pivot));
    memory.fill(row + i * 8 + 8, 0, (n - i - 1) * 8);
  }
  return 0;
}

/** Smallest eigenvalue of a symmetric matrix `[n, n]`, which is destroyed. `scratch` holds 4n numbers. */
export function smallestEigenvalue(a: usize, n: usize, scratch: usize): f64 {
  const diagonal = scratch;
  const square = scratch + n * 8;
  tridiagonalise(a, n, diagonal, square, scratch + n * 16, scratch + n * 24);
  let low: f64 = f64.MAX_VALUE;
  let high: f64 = f64.MAX_VALUE;
  for (let i: usize = 0; i < n; i++) {
    const before = i > 0 ? sqrt<f64>(load<f64>(square + i * 8)) : 0;
    const after = i + 1 < n ? sqrt<f64>(load<f64>(square + i * 8, 8)) : 0;
    low = Math.min(low, load<f64>(diagonal + i * 8) - before - after);
    high = Math.min(high, load<f64>(diagonal + i * 8));
  }
  // The smallest eigenvalue lies between Gershgorin's bound and the smallest diagonal entry.
  while (true) {
    const middle = low + (high - low) * 0.5;
    if (middle <= low || middle >= high) return middle;
    if (hasSmaller(diagonal, square, n, middle)) high = middle;
    else low = middle;
  }
}

/** Householder's reduction: diagonal[i], and square[i] = (entry (i, i − 1))². `v` and `w` are scratch. */
function tridiagonalise(a: usize, n: usize, diagonal: usize, square: usize, v: usize, w: usize): void {
  const stride = n * 8;
  store<f64>(square, 0);
  for (let k: usize = 0; k + 1 < n; k++) {
    store<f64>(diagonal + k * 8, load<f64>(a + k * stride + k * 8));
    const m = n - k - 1; // order of the trailing block
    const row = a + k * stride + (k + 1) * 8;
    memory.copy(v, row, m * 8);
    const norm = dot(v, v, m);
    store<f64>(square + (k + 1) * 8, norm);
    if (norm == 0) continue;
    const head = load<f64>(v);
    const length = sqrt<f64>(norm);
    store<f64>(v, head + (head < 0 ? -length : length));
    const scale = 2 / dot(v, v, m);
    const block = a + (k + 1) * stride + (k + 1) * 8;
    for (let i: usize = 0; i < m; i++) store<f64>(w + i * 8, scale * dot(block + i * stride, v, m));
    addScaled(w, v, -0.5 * scale * dot(w, v, m), m);
    for (let i: usize = 0; i < m; i++) {
      addScaled(block + i * stride, w, -load<f64>(v + i * 8), m);
      addScaled(block + i * stride, v, -load<f64>(w + i * 8), m);
    }
  }
  store<f64>(diagonal + (n - 1) * 8, load<f64>(a + (n - 1) * stride + (n - 1) * 8));
}

/** Whether an eigenvalue lies below x: whether the LDLᵀ recurrence of T − x meets a negative pivot. */
function hasSmaller(diagonal: usize, square: usize, n: usize, x: f64): bool {
  let pivot: f64 = 1;
  for (let i: usize = 0; i < n; i++) {
    pivot = load<f64>(diagonal + i * 8) - x - load<f64>(square + i * 8) / pivot;
    if (pivot < 0) return true;
    if (pivot == 0) pivot = 2.2250738585072014e-308;
  }
  return false;
}

/** Gram and Schmidt on rows `[rows, n]`, each orthogonalised twice. Returns 0, or the one-indexed row that depends on those before. */
export function orthonormaliseRows(matrix: usize, rows: usize, n: usize): u32 {
  for (let i: usize = 0; i < rows; i++) {
    const row = matrix + i * n * 8;
    for (let pass = 0; pass < 2; pass++) {
      for (let j: usize = 0; j < i; j++) {
        const other = matrix + j * n * 8;
        addScaled(row, other, -dot(row, other, n), n);
      }
    }
    const norm = sqrt<f64>(dot(row, row, n));
    if (!(norm > 0)) return <u32>i + 1;
    for (let k: usize = 0; k < n; k++) store<f64>(row + k * 8, load<f64>(row + k * 8) / norm);
  }
  return 0;
}

/** out[i] = Σ over k ≤ i of lower[i, k] z[k]. */
export function multiplyLower(lower: usize, n: usize, z: usize, out: usize): void {
  for (let i: usize = 0; i < n; i++) store<f64>(out + i * 8, dot(lower + i * n * 8, z, i + 1));
}
