import { EngineError, initialWeights, ops } from "@goldilocks/engine";
import { plainCourse, type TrajectoryParameters } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { bareContext, bareNode, faultyKernels, loadKernels } from "./support/machine.ts";
import { covarianceOf, featuresOf } from "./support/toy.ts";

const DIM = 24;

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
};
const rowsOf = (matrix: Float32Array, width: number): Float32Array[] =>
  Array.from({ length: matrix.length / width }, (_, i) => matrix.subarray(i * width, (i + 1) * width));

describe("ground-truth features", () => {
  test("have unit norm", async () => {
    for (const row of rowsOf(await featuresOf(50, DIM), DIM)) expect(dot(row, row)).toBeCloseTo(1, 6);
  });

  test("are uniform on the sphere: moments of coordinates and of cosines between features", async () => {
    const n = 2000;
    const rows = rowsOf(await featuresOf(n, DIM, 4), DIM);
    for (let k = 0; k < DIM; k++) {
      const first = rows.reduce((sum, row) => sum + (row[k] ?? 0), 0) / n;
      const second = rows.reduce((sum, row) => sum + (row[k] ?? 0) ** 2, 0) / n;
      const fourth = rows.reduce((sum, row) => sum + (row[k] ?? 0) ** 4, 0) / n;
      const mean4 = 3 / (DIM * (DIM + 2));
      // Deviations of a mean of n: of x √(1/h), of x² about √2/h, of x⁴ about √96/h².
      expect(Math.abs(first)).toBeLessThan(4.5 * Math.sqrt(1 / DIM / n));
      expect(Math.abs(second - 1 / DIM)).toBeLessThan(4.5 * (Math.SQRT2 / DIM) * Math.sqrt(1 / n));
      expect(Math.abs(fourth - mean4)).toBeLessThan(4.5 * (Math.sqrt(96) / DIM ** 2) * Math.sqrt(1 / n));
    }
    const cosines = rows.slice(1).map((row, i) => dot(row, rows[i] ?? row));
    const square = cosines.reduce((sum, cosine) => sum + cosine ** 2, 0) / cosines.length;
    expect(Math.abs(square - 1 / DIM)).toBeLessThan(4.5 * (Math.SQRT2 / DIM) * Math.sqrt(1 / n));
  });

  test("of fewer features are the first of more, and other seeds give others", async () => {
    const [few, many, other] = [await featuresOf(5, DIM), await featuresOf(9, DIM), await featuresOf(5, DIM, 1)];
    expect(many.subarray(0, few.length)).toEqual(few);
    expect(other).not.toEqual(few);
  });
});

describe("the covariance", () => {
  const n = 60;
  /** C = L·Lᵀ. */
  const product = (factor: Float64Array, i: number, j: number): number =>
    dot(factor.subarray(i * n, (i + 1) * n), factor.subarray(j * n, (j + 1) * n));

  test("has a positive smallest eigenvalue after the shift", async () => {
    const { factor, smallestEigenvalue } = await covarianceOf(n, "raw", 2);
    const kernels = loadKernels();
    const matrix = kernels.allocate(n * n * 8);
    const memory = kernels.f64(matrix, n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) memory[i * n + j] = product(factor, i, j);
    const smallest = kernels.run.smallestEigenvalue(matrix, n, kernels.allocate(4 * n * 8));
    expect(smallestEigenvalue).toBeLessThan(-1);
    expect(smallest).toBeCloseTo(-0.001 * smallestEigenvalue, 6);
    expect(smallest).toBeGreaterThan(0);
  });

  test("is symmetric with off-diagonal entries in (0, 1), its diagonal about the shift", async () => {
    const { factor, meanDiagonal } = await covarianceOf(n, "raw", 2);
    let diagonal = 0;
    for (let i = 0; i < n; i++) {
      diagonal += product(factor, i, i) / n;
      for (let j = 0; j < i; j++) expect(Math.abs(product(factor, i, j) - 0.5)).toBeLessThan(0.5);
    }
    expect(diagonal).toBeCloseTo(meanDiagonal, 9);
  });

  test("has a unit diagonal and the same correlations under `unit`", async () => {
    const [raw, unit] = [await covarianceOf(n, "raw", 2), await covarianceOf(n, "unit", 2)];
    expect(unit.meanDiagonal).toBe(1);
    for (let i = 0; i < n; i++) {
      expect(product(unit.factor, i, i)).toBeCloseTo(1, 12);
      for (let j = 0; j < i; j++) {
        const scale = Math.sqrt(product(raw.factor, i, i) * product(raw.factor, j, j));
        expect(product(unit.factor, i, j)).toBeCloseTo(product(raw.factor, i, j) / scale, 9);
      }
    }
  });

  test("that is not positive definite is an error that names the row", async () => {
    // The shift makes every covariance positive definite; only rounding could undo it.
    const context = { ...bareContext, kernels: () => faultyKernels({ choleskyFactor: () => 7 }) };
    const run = ops.covariance.run(
      bareNode("covariance", { nFeatures: n, kind: "raw", seed: 0, strength: 0, rank: 1 }),
      context,
    );
    await expect(run).rejects.toMatchObject({
      issues: [{ code: "ENGINE_COVARIANCE", message: expect.stringContaining("row 7") }],
    });
  });

  test("of a single feature is positive as it is", async () => {
    const { factor, smallestEigenvalue } = await covarianceOf(1, "raw", 2);
    expect(smallestEigenvalue).toBeGreaterThan(0);
    expect(factor[0]).toBeCloseTo(Math.sqrt(smallestEigenvalue), 12);
  });
});

const sae = (changes: Partial<TrajectoryParameters> = {}): TrajectoryParameters => ({
  dictSize: 40,
  activation: { kind: "relu" },
  l1Coefficient: 0.1,
  l1Normalise: "mean",
  unitNorm: "project",
  tied: false,
  decoderBias: "none",
  auxiliary: { kind: "none" },
  init: { encoder: "linear", decoder: "orthogonal" },
  optimizer: { kind: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  initSeed: 0,
  jitter: 0,
  noise: { input: 0, target: "clean", label: 0 },
  course: plainCourse,
  history: { perDecade: 3 },
  ...changes,
});

describe("initial weights", () => {
  const inits = [
    { encoder: "linear", decoder: "orthogonal" },
    { encoder: "transpose", decoder: "sphere" },
  ] as const;

  test.each(inits)("of two dictionary sizes share no row: $encoder, $decoder", (init) => {
    const sizes = [20, 21, 24, 40, 80].map((dictSize) => initialWeights(loadKernels(), sae({ dictSize, init }), DIM));
    for (const name of ["encoder", "decoder"] as const) {
      for (const [n, a] of sizes.entries()) {
        for (const b of sizes.slice(n + 1)) {
          let largest = 0;
          for (const row of rowsOf(a[name], DIM)) {
            for (const other of rowsOf(b[name], DIM)) {
              const cosine = dot(row, other) / Math.sqrt(dot(row, row) * dot(other, other));
              largest = Math.max(largest, Math.abs(cosine));
            }
          }
          // Of 3,200 pairs of random directions in 24 dimensions the largest cosine is about 0.66.
          expect(largest).toBeLessThan(0.85);
        }
      }
    }
  });

  test.each(inits)("of two L1 coefficients are the same: $encoder, $decoder", (init) => {
    const [a, b] = [0.01, 3].map((l1Coefficient) => initialWeights(loadKernels(), sae({ l1Coefficient, init }), DIM));
    expect(a).toEqual(b);
    expect(initialWeights(loadKernels(), sae({ init, initSeed: 1 }), DIM)).not.toEqual(a);
  });

  test("have unit decoder rows, orthogonal ones while there are no more than dimensions", () => {
    for (const dictSize of [7, DIM, 60]) {
      const rows = rowsOf(initialWeights(loadKernels(), sae({ dictSize }), DIM).decoder, DIM);
      for (const [i, row] of rows.entries()) {
        expect(dot(row, row)).toBeCloseTo(1, 6);
        if (dictSize <= DIM) for (const other of rows.slice(0, i)) expect(dot(row, other)).toBeCloseTo(0, 6);
      }
    }
  });

  test("of a linear encoder are uniform within ±1/√h, bias too; a transposed one is the decoder with bias 0", () => {
    const { encoder, bias } = initialWeights(loadKernels(), sae({ dictSize: 900 }), DIM);
    const bound = 1 / Math.sqrt(DIM);
    for (const numbers of [encoder, bias]) {
      const n = numbers.length;
      expect(numbers.every((value) => Math.abs(value) <= bound)).toBe(true);
      const square = numbers.reduce((sum, value) => sum + value * value, 0) / n;
      expect(Math.abs(square / (bound ** 2 / 3) - 1)).toBeLessThan(4.5 * Math.sqrt(4 / 5 / n));
    }
    const transposed = initialWeights(loadKernels(), sae({ init: { encoder: "transpose", decoder: "sphere" } }), DIM);
    expect(transposed.encoder).toEqual(transposed.decoder);
    expect(transposed.bias.every((value) => value === 0)).toBe(true);
  });

  test("that would be no numbers are an error: rows that depend on each other", () => {
    const kernels = faultyKernels({ orthonormaliseRows: () => 3 });
    const make = (): unknown => initialWeights(kernels, sae(), DIM);
    expect(make).toThrow(EngineError);
    expect(make).toThrow(expect.objectContaining({ code: "ENGINE_DEPENDENT_ROWS" }));
  });
});
