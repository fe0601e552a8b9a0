import fc from "fast-check";
import { applyAssignments, linearRange } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { truncatedProduct } from "../src/decimal.ts";
import { issuesAfterHead, load, withHead } from "./support.ts";

const digitsAndPlaces = fc.tuple(fc.nat({ max: 999_999_999 }), fc.nat({ max: 9 }));

describe("a ratio of a whole number", () => {
  test.each([
    [0.29, 29],
    [0.57, 57],
    [0.58, 58],
    [1.13, 113],
    [1.15, 115],
    [1.16, 116],
    [0.295, 29],
  ])("%d times 100 is %d, as on paper", (ratio, product) => {
    expect(truncatedProduct(ratio, 100)).toBe(product);
  });

  test("is the truncated product of the decimals as written, whatever they are", () => {
    fc.assert(
      fc.property(digitsAndPlaces, fc.nat({ max: 1_000_000_000 }), ([digits, places], base) => {
        const expected = (BigInt(digits) * BigInt(base)) / 10n ** BigInt(places);
        expect(truncatedProduct(Number(`${digits}e-${places}`), base)).toBe(Number(expected));
      }),
    );
  });

  test("is the same in binary where the ratio is a binary fraction", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), fc.integer({ min: 0, max: 20 }), (base, shift) => {
        const ratio = 1 / 2 ** shift;
        expect(truncatedProduct(ratio, base)).toBe(Math.trunc(ratio * base));
      }),
    );
  });

  test("sets sizes and warm-ups of cells", async () => {
    const grid = "{ train.warmup: { ratioOf: train.steps, values: [0.29, 0.57] } }";
    const { settings, axes } = await load(withHead(`train.steps: 100\ngrid: ${grid}`));
    const warmups = axes[0]?.points.map(({ set }) => applyAssignments(settings, set).train.warmup);
    expect(warmups).toEqual([29, 57]);
  });
});

describe("values that rounding makes equal", () => {
  test.each<[string, string, readonly string[]]>([
    [
      "ratios of one size",
      "data: { nFeatures: 4, active: 1 }\ngrid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1, 0.6] } }",
      ["4:67 SPEC_DUPLICATE_VALUE"],
    ],
    [
      "ratios of one size of several",
      "data.active: 1\ngrid: { data.nFeatures: [4, 400], sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 0.6] } }",
      ["4:90 SPEC_DUPLICATE_VALUE"],
    ],
    [
      "coupled ratios",
      "data: { nFeatures: 4, active: 1 }\ngrid: { zip: { z: { seeds.init: [1, 1], sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 0.6] } } } }",
      ["4:96 SPEC_DUPLICATE_VALUE"],
    ],
    [
      "a logarithmic range of whole numbers",
      "grid: { train.steps: { log10: [1, 100], perDecade: 4 } }",
      ["3:22 SPEC_DUPLICATE_VALUE"],
    ],
    [
      "a linear range of whole numbers",
      "grid: { train.steps: { linear: [1, 3], n: 4 } }",
      ["3:22 SPEC_DUPLICATE_VALUE"],
    ],
    [
      "a linear range finer than six digits",
      "grid: { sae.l1Coefficient: { linear: [1, 1.000002], n: 5 } }",
      ["3:28 SPEC_DUPLICATE_VALUE"],
    ],
  ])("%s are an issue at the second", async (_, text, issues) => {
    expect(await issuesAfterHead(text)).toEqual(issues);
  });

  test.each([
    [
      "one of them is excluded",
      "data: { nFeatures: 4, active: 1 }\ngrid: { sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 0.6] } }\nexclude: [{ sae.dictSize: 0.6 }]",
    ],
    [
      "they are coupled with something else",
      "data: { nFeatures: 4, active: 1 }\ngrid: { zip: { z: { seeds.init: [1, 2], sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 0.6] } } } }",
    ],
  ])("ratios of one size are right where %s", async (_, text) => {
    expect(await issuesAfterHead(text)).toEqual([]);
  });
});

describe("a linear range", () => {
  test("has values as a person would type them", async () => {
    const { axes, normal } = await load(withHead("grid: { data.jitter: { linear: [0, 1], n: 11 } }"));
    const values = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    expect(axes[0]?.points.map(({ value }) => value)).toEqual(values);
    const list = await load(withHead(`grid: { data.jitter: [${values.join(", ")}] }`));
    expect(axes).toEqual(list.axes);
    expect(normal).toEqual(list.normal);
  });

  test.each<[number, number, number, readonly number[]]>([
    [0, 1, 4, [0, 0.333333, 0.666667, 1]],
    [-1, 1, 3, [-1, 0, 1]],
    [-1, 0, 4, [-1, -0.666667, -0.333333, 0]],
    [0.1, 0.3, 3, [0.1, 0.2, 0.3]],
    [1e-12, 3e-12, 3, [1e-12, 2e-12, 3e-12]],
    [0, 1e12, 4, [0, 333_333_000_000, 666_667_000_000, 1e12]],
    [0.1234567, 1, 2, [0.1234567, 1]],
    [1, 1, 2, []],
  ])("from %d to %d in %d values is right", (low, high, n, values) => {
    expect(linearRange(low, high, n)).toEqual(values);
  });

  test("of whole numbers is truncated, and keeps all digits", () => {
    expect(linearRange(1, 10, 4, true)).toEqual([1, 4, 7, 10]);
    expect(linearRange(1, 10, 5, true)).toEqual([1, 3, 5, 7, 10]);
    expect(linearRange(0, 4_294_967_295, 4, true)).toEqual([0, 1_431_655_765, 2_863_311_530, 4_294_967_295]);
  });

  test("is near the values that doubles give, ascending, for all bounds", () => {
    const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: 2, max: 50 }), (a, b, n) => {
        fc.pre(Math.abs(a - b) > 1e-3);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        for (const [index, value] of linearRange(low, high, n).entries()) {
          const double = low + ((high - low) * index) / (n - 1);
          expect(Math.abs(value - double)).toBeLessThanOrEqual(1e-5 * Math.max(Math.abs(double), 1e-3));
        }
      }),
    );
  });

  test.each<[string, string, readonly string[]]>([
    ["from above", "grid: { data.jitter: { linear: [1, 0], n: 3 } }", ["3:22 SPEC_EMPTY"]],
    ["of one value", "grid: { data.jitter: { linear: [0, 1], n: 1 } }", ["3:43 SPEC_RANGE"]],
    ["without a number of values", "grid: { data.jitter: { linear: [0, 1] } }", ["3:22 SPEC_MISSING_KEY"]],
    [
      "with perDecade",
      "grid: { data.jitter: { linear: [0, 1], perDecade: 2 } }",
      ["3:22 SPEC_MISSING_KEY", "3:40 SPEC_UNKNOWN_KEY"],
    ],
    ["beyond the setting's bounds", "grid: { data.jitter: { linear: [-1, 1], n: 3 } }", ["3:22 SPEC_RANGE"]],
    [
      "to a bound that the setting never reaches",
      "grid: { train.optimizer.beta1: { linear: [0, 1], n: 3 } }",
      ["3:32 SPEC_RANGE"],
    ],
    ["under no setting's name", "grid: { alpha: { linear: [0, 1], n: 3 } }", ["3:9 SPEC_UNKNOWN_AXIS"]],
  ])("%s is an issue", async (_, text, issues) => {
    expect(await issuesAfterHead(text)).toEqual(issues);
  });
});

test("a variant may be called linear", async () => {
  const { axes } = await load(
    withHead("grid: { schedule: { linear: { train.schedule: { kind: linear } }, flat: {} } }"),
  );
  expect(axes[0]?.points.map(({ label }) => label)).toEqual(["linear", "flat"]);
});
