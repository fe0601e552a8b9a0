import { readFileSync } from "node:fs";
import type { KernelExports } from "@goldilocks/kernels";
import { expect, test } from "vitest";
import { loadKernels } from "./load-kernels.ts";

const { functions } = JSON.parse(
  readFileSync(new URL("../../../tests/reference/special.json", import.meta.url), "utf8"),
) as { functions: Record<string, readonly (number | string)[][]> };

/** Largest relative error over the table; values below the smallest normal number are compared absolutely. */
function worst(name: string, compute: (run: KernelExports, args: readonly number[]) => number): number {
  const { run } = loadKernels();
  let error = 0;
  for (const row of functions[name] ?? []) {
    const exact = Number(row.at(-1));
    const value = compute(run, row.slice(0, -1) as number[]);
    error = Math.max(error, Math.abs(value - exact) / Math.max(Math.abs(exact), 2.3e-308));
  }
  return error;
}

test("the normal distribution function is exact to 1e-13 in both tails", () => {
  expect(functions["normalCdf"]?.length).toBeGreaterThan(50);
  expect(worst("normalCdf", (run, [z = 0]) => run.normalCdf(z))).toBeLessThan(1e-13);
});

test("the cosine of a schedule is within two units in the last place", () => {
  expect(functions["cos"]?.length).toBeGreaterThan(150);
  expect(worst("cos", (run, [x = 0]) => run.cosine(x))).toBeLessThan(4.5e-16);
});

test("exp, log and pow are within two units in the last place", () => {
  expect(worst("exp", (run, [x = 0]) => run.exponential(x))).toBeLessThan(4.5e-16);
  expect(worst("log", (run, [x = 0]) => run.logarithm(x))).toBeLessThan(4.5e-16);
  expect(worst("pow", (run, [x = 0, y = 0]) => run.power(x, y))).toBeLessThan(4.5e-16);
});
