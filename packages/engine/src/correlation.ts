import type { RandomStream } from "@goldilocks/kernels";

/** Independent rows `[n, rank]` of length 1, uniform on the sphere, float64; row i is item i of the stream. */
export function unitFactors(stream: RandomStream, n: number, rank: number): Float64Array {
  const rows = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) {
    const row = stream.normals(i, rank);
    let square = 0;
    for (const w of row) square += w * w;
    const norm = Math.sqrt(square);
    for (let k = 0; k < rank; k++) rows[i * rank + k] = (row[k] ?? 0) / norm;
  }
  return rows;
}

/**
 * C ← (1 − s)·C + s·D^½·W·Wᵀ·D^½ in place, for C `[n, n]` with diagonal D and W `[n, rank]` of unit rows: variances stay as they are,
 * and a share s of each comes from `rank` causes that all features have in common. Positive definite for s < 1 if C is.
 */
export function mixInLowRank(c: Float64Array, n: number, strength: number, w: Float64Array): void {
  const rank = w.length / n;
  const scale = Float64Array.from({ length: n }, (_, i) => Math.sqrt(c[i * (n + 1)] ?? 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let k = 0; k < rank; k++) dot += (w[i * rank + k] ?? 0) * (w[j * rank + k] ?? 0);
      const common = (scale[i] ?? 0) * (scale[j] ?? 0) * dot;
      const mixed = (1 - strength) * (c[i * n + j] ?? 0) + strength * common;
      c[i * n + j] = mixed;
      c[j * n + i] = mixed;
    }
  }
}
