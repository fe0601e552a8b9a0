import { log10Range } from "@goldilocks/spec";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";

// Many runs, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

/** The whole part of the n-th root of x, by bisection: nothing but multiplication. */
function root(x: bigint, n: number): bigint {
  let low = 0n;
  let high = 1n;
  while (high ** BigInt(n) <= x) high *= 2n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(n) <= x) low = middle;
    else high = middle;
  }
  return low;
}

/** 10^(k/n) with 40 digits, cut after them, then rounded to 6 as text: another way than the one under test. */
function expected(k: number, n: number): number {
  const decade = Math.floor(k / n);
  const digits = String(root(10n ** BigInt(k - decade * n + 40 * n), n));
  const rounded = BigInt(digits.slice(0, 7)) + 5n; // The eighth digit decides no rounding of the seventh.
  return Number(`${rounded / 10n}e${decade - 5}`);
}

test("whole decades are exact", () => {
  expect(log10Range(1e-12, 1e12, 1)).toEqual(Array.from({ length: 25 }, (_, i) => Number(`1e${i - 12}`)));
});

test("the half-decade is the rounded root of ten", () => {
  expect(log10Range(0.3, 40, 2)).toEqual([0.316228, 1, 3.16228, 10, 31.6228]);
});

test("bounds are included, also where they are rounded values themselves", () => {
  expect(log10Range(0.177828, 0.562341, 4)).toEqual([0.177828, 0.316228, 0.562341]);
  expect(log10Range(0.177829, 0.56234, 4)).toEqual([0.316228]);
  expect(log10Range(2, 3, 2)).toEqual([]);
  expect(log10Range(3, 2, 100)).toEqual([]);
});

test("every value is 10^(k/n) to six digits, for every k between the bounds", () => {
  const fraction = fc
    .integer({ min: 1, max: 100 })
    .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: -12 * n, max: 12 * n }) }));
  fc.assert(
    fc.property(fraction, fc.nat(40), ({ n, k }, more) => {
      const ks = Array.from({ length: more + 1 }, (_, i) => k + i);
      const values = ks.map((one) => expected(one, n));
      expect(log10Range(values[0] ?? 0, values.at(-1) ?? 0, n)).toEqual(values);
    }),
  );
});
