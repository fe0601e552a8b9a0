import { studentT } from "@goldilocks/figures";
import * as fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  // level, degrees of freedom, quantile as printed in common tables
  [0.5, 1, 1],
  [0.95, 1, 12.706_204_736],
  [0.99, 1, 63.656_741_163],
  [0.8, 2, 1.885_618_083],
  [0.9, 3, 2.353_363_435],
  [0.95, 4, 2.776_445_105],
  [0.99, 10, 3.169_272_673],
  [0.95, 30, 2.042_272_456],
  [0.95, 100, 1.983_971_519],
  [0.99, 1000, 2.580_754_698],
])("the quantile at level %f with %i degrees of freedom is the table's", (level, freedom, expected) => {
  expect(studentT(level, freedom)).toBeCloseTo(expected, 8);
});

const levels = fc.double({ min: 0.001, max: 0.999, noNaN: true });

test("one degree of freedom is the Cauchy distribution, two have a closed form", () => {
  fc.assert(
    fc.property(levels, (level) => {
      expect(studentT(level, 1) / Math.tan((Math.PI * level) / 2)).toBeCloseTo(1, 10);
      expect(studentT(level, 2) / (level * Math.sqrt(2 / (1 - level * level)))).toBeCloseTo(1, 10);
    }),
  );
});

test("more degrees of freedom give a narrower interval, a higher level a wider one", () => {
  fc.assert(
    fc.property(levels, fc.integer({ min: 1, max: 200 }), (level, freedom) => {
      expect(studentT(level, freedom + 1)).toBeLessThan(studentT(level, freedom));
      expect(studentT(Math.min(0.9995, level + 0.0005), freedom)).toBeGreaterThan(studentT(level, freedom));
    }),
  );
});
