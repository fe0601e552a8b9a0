import { readFileSync } from "node:fs";
import { RandomStream } from "@goldilocks/kernels";
import { expect, test } from "vitest";
import { loadKernels } from "./load-kernels.ts";

interface Vector {
  readonly counter: readonly [number, number, number, number];
  readonly key: readonly [number, number];
  readonly output: readonly number[];
}
const special = JSON.parse(readFileSync(new URL("../../../tests/reference/special.json", import.meta.url), "utf8")) as {
  philox: { vectors: readonly Vector[] };
};

test("philox gives the published known answers, and those of an independent implementation", () => {
  const kernels = loadKernels();
  const out = kernels.allocate(64);
  expect(special.philox.vectors.length).toBeGreaterThan(20);
  for (const { counter, key, output } of special.philox.vectors) {
    kernels.run.philoxFill(out, 4, key[0], key[1], ...counter);
    expect([...kernels.u32(out, 4)]).toEqual(output);
  }
});

test("consecutive blocks are consecutive counters", () => {
  const kernels = loadKernels();
  const out = kernels.allocate(16 * 16);
  kernels.run.philoxFill(out, 16, 1, 2, 40, 3, 4, 5);
  const all = [...kernels.u32(out, 64)];
  for (let i = 0; i < 16; i++) {
    kernels.run.philoxFill(out, 4, 1, 2, 40 + i, 3, 4, 5);
    expect(all.slice(4 * i, 4 * i + 4)).toEqual([...kernels.u32(out, 4)]);
  }
});

test("a number of a stream does not depend on how many are asked for", () => {
  const stream = new RandomStream(loadKernels(), { k0: 7, k1: 11 });
  const many = stream.normals(2 ** 40 + 3, 20_001);
  for (const count of [1, 2, 7, 8, 9, 8192, 8193]) {
    expect([...stream.normals(2 ** 40 + 3, count)]).toEqual([...many.subarray(0, count)]);
  }
  expect([...stream.normals(3, 4)]).not.toEqual([...many.subarray(0, 4)]);
});

test("uniform and normal numbers have the moments of their distributions", () => {
  const stream = new RandomStream(loadKernels(), { k0: 1, k1: 0 });
  const n = 200_000;
  const moments = (numbers: Float64Array): number[] =>
    [1, 2, 3, 4].map((power) => numbers.reduce((sum, x) => sum + x ** power, 0) / n);
  const uniform = stream.uniforms(0, n);
  expect(Math.min(...uniform.subarray(0, 60_000))).toBeGreaterThan(0);
  expect(Math.max(...uniform.subarray(0, 60_000))).toBeLessThan(1);
  for (const [i, moment] of moments(uniform).entries()) expect(moment).toBeCloseTo(1 / (i + 2), 2);
  const [mean = 1, square = 0, cube = 1, fourth = 0] = moments(stream.normals(0, n));
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(square).toBeCloseTo(1, 1.7);
  expect(Math.abs(cube)).toBeLessThan(0.05);
  expect(Math.abs(fourth - 3)).toBeLessThan(0.08);
});
