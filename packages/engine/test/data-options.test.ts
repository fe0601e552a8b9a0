import { type DrawnCodes, memoryStore } from "@goldilocks/engine";
import type { StreamParameters } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { loadKernels, nodeOf, planOf, runOn } from "./support/machine.ts";
import { resultOf } from "./support/small.ts";
import { covarianceOf, drawn, featuresOf, stream } from "./support/toy.ts";

const n = 30;
const at = (matrix: ArrayLike<number>, i: number, j: number): number => matrix[i * n + j] ?? Number.NaN;

/** The covariance L·Lᵀ of a factor. */
function product(factor: Float64Array): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k <= Math.min(i, j); k++)
        c[i * n + j] = (c[i * n + j] ?? 0) + at(factor, i, k) * at(factor, j, k);
    }
  }
  return c;
}

const covariance = async (kind: "raw" | "unit" | "none", strength: number, rank: number): Promise<Float64Array> =>
  product((await covarianceOf(n, kind, 3, { strength, rank })).factor);

/** Off-diagonal entries. */
const between = (c: Float64Array): number[] => [...c].filter((_, k) => k % (n + 1) !== 0);

/** Determinant of the submatrix of those rows and columns, by elimination without pivots. */
function determinant(c: Float64Array, rows: readonly number[], columns: readonly number[]): number {
  const m = rows.map((i) => columns.map((j) => at(c, i, j)));
  let value = 1;
  for (let k = 0; k < m.length; k++) {
    const pivot = m[k]?.[k] ?? 0;
    value *= pivot;
    for (let i = k + 1; i < m.length; i++) {
      const row = m[i] ?? [];
      const factor = (row[k] ?? 0) / pivot;
      for (let j = k; j < m.length; j++) row[j] = (row[j] ?? 0) - factor * (m[k]?.[j] ?? 0);
    }
  }
  return value;
}

describe("a correlation of low rank", () => {
  test("leaves every variance as it is, and the covariance as it was at strength 0", async () => {
    for (const kind of ["raw", "unit", "none"] as const) {
      const [base, mixed] = [await covariance(kind, 0, 5), await covariance(kind, 0.6, 5)];
      for (let i = 0; i < n; i++) expect(at(mixed, i, i)).toBeCloseTo(at(base, i, i), 10);
      if (kind === "none") for (const entry of between(base)) expect(entry).toBe(0);
      else expect(base).toEqual(product((await covarianceOf(n, kind, 3)).factor));
    }
  });

  test("of rank 1 correlates every two features by plus or minus its strength, in two groups", async () => {
    const c = await covariance("none", 0.6, 1);
    for (const entry of between(c)) expect(Math.abs(entry)).toBeCloseTo(0.6, 12);
    const positive = Array.from({ length: n }, (_, j) => j === 0 || at(c, 0, j) > 0);
    expect(new Set(positive).size).toBe(2);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(at(c, i, j) > 0).toBe(positive[i] === positive[j]);
  });

  test.each([2, 3, 5])("of rank %i is a matrix of that rank, off its diagonal", async (rank) => {
    const c = await covariance("none", 0.6, rank);
    // Disjoint rows and columns, so that the diagonal is not among them.
    const rows = Array.from({ length: rank + 1 }, (_, i) => i);
    const columns = rows.map((i) => i + 10);
    expect(Math.abs(determinant(c, rows.slice(1), columns.slice(1)))).toBeGreaterThan(1e-9);
    expect(Math.abs(determinant(c, rows, columns))).toBeLessThan(1e-13);
  });

  test("has correlations of root mean square strength / √rank", async () => {
    for (const rank of [2, 8]) {
      const entries = between(await covariance("none", 0.6, rank));
      const square = entries.reduce((sum, entry) => sum + entry * entry, 0) / entries.length;
      expect(Math.sqrt(square) / (0.6 / Math.sqrt(rank))).toBeCloseTo(1, 0.7);
    }
  });

  test("is mixed into another covariance: (1 − s)·C + s·D^½·W·Wᵀ·D^½", async () => {
    const [raw, common, mixed] = [
      await covariance("raw", 0, 4),
      await covariance("none", 0.3, 4),
      await covariance("raw", 0.3, 4),
    ];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const scale = Math.sqrt(at(raw, i, i) * at(raw, j, j));
        expect(at(mixed, i, j)).toBeCloseTo(0.7 * at(raw, i, j) + scale * at(common, i, j), 10);
      }
    }
  });

  test("makes features active together as the normal's quadrant probability says", async () => {
    const { factor } = await covarianceOf(n, "none", 3, { strength: 0.9, rank: 1 });
    const c = product(factor);
    const parameters: StreamParameters = {
      ...stream,
      nFeatures: n,
      active: 6,
      draw: "sample",
      decay: { kind: "none" },
      batch: 1000,
    };
    const samples = 30_000;
    const { counts, indices } = drawn(parameters, factor, 0, samples / parameters.batch);
    const together = { same: 0, other: 0 };
    const pairs = { same: 0, other: 0 };
    const group = (i: number, j: number): "same" | "other" => (at(c, i, j) > 0 ? "same" : "other");
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) pairs[group(i, j)]++;
    let from = 0;
    for (const count of counts) {
      const active = indices.subarray(from, from + count);
      from += count;
      for (const i of active) for (const j of active) if (j < i) together[group(i, j)]++;
    }
    // Φ(z) and Φ(z′) of correlation ρ have the mean product ¼ + asin(ρ/2) / 2π. The scale of a draw depends on all of them, a little.
    const expected = (rho: number): number => (6 / n / 0.5) ** 2 * (1 / 4 + Math.asin(rho / 2) / (2 * Math.PI));
    expect(together.same / pairs.same / samples / expected(0.9)).toBeCloseTo(1, 1);
    expect(together.other / pairs.other / samples / expected(-0.9)).toBeCloseTo(1, 1);
    expect(expected(0.9) / expected(-0.9)).toBeGreaterThan(1.8);
  });
});

describe("positive directions", () => {
  test("are the absolute values of those on the sphere, of length 1 still", async () => {
    const [sphere, positive] = [await featuresOf(50, 24, 2), await featuresOf(50, 24, 2, "positive")];
    expect(positive).toEqual(sphere.map(Math.abs));
    expect(sphere.some((entry) => entry < 0)).toBe(true);
    for (let g = 0; g < 50; g++) {
      const square = positive.subarray(g * 24, (g + 1) * 24).reduce((sum, entry) => sum + entry * entry, 0);
      expect(square).toBeCloseTo(1, 6);
    }
  });
});

const of = (strengths: StreamParameters["strengths"]): DrawnCodes =>
  drawn({ ...stream, strengths, active: 8, seed: 1 }, undefined, 0, 30);

/** A chance level of dictionaries of as many elements as there are features, h 128 and G 256. */
async function levelOf(kind: "elementsChance" | "matchingChance" | "chance", name: string): Promise<number> {
  const text = `goldilocks: 1
name: chance
data: { activationDim: 128, nFeatures: 256, directions: positive }
sae: { dictSize: 256 }
train: { steps: 1, batch: 1 }
metrics: [mmcs.truth, mmcs.dictionary, mmcs.matched]
`;
  const plan = await planOf(text);
  const store = memoryStore();
  await runOn(store, plan);
  return ((await resultOf(store, nodeOf(plan, kind).key)).values as Record<string, number>)[name] ?? Number.NaN;
}

describe("chance levels beside positive features", () => {
  test("are those of positive dictionaries, in both directions and one to one", async () => {
    const truth = await levelOf("chance", "mmcs.truth.chance");
    // Of two random positive directions the cosine is about 2/π.
    expect(truth).toBeGreaterThan(2 / Math.PI + 0.05);
    // As many random elements as random features, from one distribution: either direction has the same level.
    expect(await levelOf("elementsChance", "mmcs.dictionary.chance")).toBeCloseTo(truth, 2);
    const matched = await levelOf("matchingChance", "mmcs.matched.chance");
    expect(matched).toBeLessThan(truth);
    expect(matched).toBeGreaterThan(2 / Math.PI + 0.03);
  });
});

describe("strengths", () => {
  const { run } = loadKernels();
  const cases = [
    ["uniform", 1 / 2, (x: number) => x],
    ["exponential", 1 / 2, (x: number) => 1 - run.exponential(-2 * x)],
    ["halfNormal", 1 / 2, (x: number) => 2 * run.normalCdf(x / Math.sqrt(Math.PI / 8)) - 1],
    ["productOfUniforms", 1 / 4, (x: number) => (x === 0 ? 0 : x - x * run.logarithm(x))],
  ] as const;

  test.each(cases)("that are %s have that distribution", (strengths, middle, below) => {
    const { values } = of(strengths);
    const count = values.length;
    expect(count).toBeGreaterThan(50_000);
    expect(values.reduce((sum, value) => sum + value, 0) / count).toBeCloseTo(middle, 2);
    // Kolmogorov's distance: 1.95 / √n is exceeded once in a thousand times.
    const sorted = values.toSorted();
    const distance = sorted.reduce((most, value, i) => Math.max(most, Math.abs(below(value) - (i + 0.5) / count)), 0);
    expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
    // Of different features and samples they are independent.
    let common = 0;
    let variance = 0;
    for (let i = 1; i < count; i++) {
      common += ((values[i] ?? 0) - middle) * ((values[i - 1] ?? 0) - middle);
      variance += ((values[i] ?? 0) - middle) ** 2;
    }
    expect(Math.abs(common / variance)).toBeLessThan(4 / Math.sqrt(count));
  });

  test("that are constant are one half", () => {
    expect(new Set(of("constant").values)).toEqual(new Set([0.5]));
  });

  test("do not decide which features are active", () => {
    const { indices } = of("uniform");
    for (const strengths of ["constant", "exponential", "halfNormal", "productOfUniforms"] as const)
      expect(of(strengths).indices).toEqual(indices);
  });
});
