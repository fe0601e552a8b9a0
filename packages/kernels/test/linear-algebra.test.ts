import { readFileSync } from "node:fs";
import type { Kernels } from "@goldilocks/kernels";
import { expect, test } from "vitest";
import { loadKernels } from "./load-kernels.ts";
import { uniform } from "./formula.ts";

const reference = JSON.parse(
  readFileSync(new URL("../../../tests/reference/special.json", import.meta.url), "utf8"),
) as {
  eigenvalues: readonly { matrix: string; n: number; smallest: number }[];
  cholesky: readonly { matrix: string; a: readonly number[][]; lower: readonly number[][] }[];
};

const entries: Record<string, (n: number, i: number, j: number) => number> = {
  toy: (n, i, j) => (uniform(21, i * n + j) + uniform(21, j * n + i)) / 2,
  distance: (_, i, j) => 1 / (1 + Math.abs(i - j)),
  "second-difference": (_, i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0),
};

function matrixIn(kernels: Kernels, n: number, entry: (i: number, j: number) => number): number {
  const address = kernels.allocate(n * n * 8);
  const memory = kernels.f64(address, n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) memory[i * n + j] = entry(i, j);
  return address;
}

test("the smallest eigenvalue agrees with LAPACK", () => {
  expect(reference.eigenvalues.length).toBeGreaterThan(3);
  for (const { matrix, n, smallest } of reference.eigenvalues) {
    const entry = entries[matrix];
    if (entry === undefined) continue;
    const kernels = loadKernels();
    const a = matrixIn(kernels, n, (i, j) => entry(n, i, j));
    const value = kernels.run.smallestEigenvalue(a, n, kernels.allocate(4 * n * 8));
    expect(Math.abs(value - smallest)).toBeLessThan(1e-11 * n);
  }
});

test("the smallest eigenvalue of a 1 × 1 matrix is its entry", () => {
  const kernels = loadKernels();
  const a = matrixIn(kernels, 1, () => 0.7);
  expect(kernels.run.smallestEigenvalue(a, 1, kernels.allocate(32))).toBeCloseTo(0.7, 12);
});

test("the Cholesky factor agrees with LAPACK", () => {
  for (const { a, lower } of reference.cholesky) {
    const n = a.length;
    const kernels = loadKernels();
    const address = matrixIn(kernels, n, (i, j) => a[i]?.[j] ?? 0);
    expect(kernels.run.choleskyFactor(address, n)).toBe(0);
    const factor = kernels.f64(address, n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) expect(factor[i * n + j]).toBeCloseTo(lower[i]?.[j] ?? 0, 10);
    }
  }
});

test("a matrix that is not positive definite names the row", () => {
  const kernels = loadKernels();
  const a = matrixIn(kernels, 3, (i, j) => (i === j ? ([1, 1, -1][i] ?? 0) : 0));
  expect(kernels.run.choleskyFactor(a, 3)).toBe(3);
});

test("orthonormalised rows are orthonormal, and a dependent row is named", () => {
  const kernels = loadKernels();
  const [rows, n] = [23, 37];
  const a = kernels.allocate(rows * n * 8);
  const memory = kernels.f64(a, rows * n);
  for (let k = 0; k < rows * n; k++) memory[k] = 2 * uniform(5, k) - 1;
  expect(kernels.run.orthonormaliseRows(a, rows, n)).toBe(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let k = 0; k < n; k++) dot += (memory[i * n + k] ?? 0) * (memory[j * n + k] ?? 0);
      expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-14);
    }
  }
  memory.fill(0, n);
  expect(kernels.run.orthonormaliseRows(a, 2, n)).toBe(2);
});
