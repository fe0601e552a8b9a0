import { log10 } from "@goldilocks/figures";
import * as fc from "fast-check";
import { expect, test } from "vitest";

const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });

test("log10 agrees with Math.log10 to 1e-15 over every positive double", () => {
  fc.assert(
    fc.property(positive, (x) => {
      const expected = Math.log10(x);
      expect(Math.abs(log10(x) - expected)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(expected)));
    }),
    { numRuns: 20_000 },
  );
});

test("log10 agrees near 1, where the logarithm vanishes", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => {
      expect(Math.abs(log10(x) - Math.log10(x))).toBeLessThanOrEqual(1e-15);
    }),
    { numRuns: 20_000 },
  );
});

test("log10 of a power of ten is a whole number", () => {
  for (let exponent = -307; exponent <= 308; exponent += 1) expect(log10(Number(`1e${exponent}`))).toBe(exponent);
});

test("log10 never falls", () => {
  fc.assert(
    fc.property(positive, positive, (a, b) => {
      expect(log10(Math.min(a, b))).toBeLessThanOrEqual(log10(Math.max(a, b)));
    }),
  );
});

test("log10 of what has no logarithm is NaN", () => {
  for (const x of [0, -1, Number.NaN, Infinity, -Infinity]) expect(log10(x)).toBeNaN();
});
