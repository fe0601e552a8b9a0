import type { Table } from "@goldilocks/figures/text";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareTables, tolerancesIn } from "../src/rerun/compare-tables.ts";

type Values = readonly (number | boolean | null)[];

const table = (columns: Readonly<Record<string, Values>>): Table => ({
  rows: Object.values(columns)[0]?.length ?? 0,
  columns: Object.entries(columns).map(([name, values]) => ({
    name,
    label: name,
    kind: "number",
    scale: "linear",
    values,
  })),
});

const judge = (before: Values, after: Values, tolerance = { absolute: 0, relative: 0 }) =>
  compareTables(table({ mmcs: before }), table({ mmcs: after }), ["mmcs"], { mmcs: tolerance });

describe("two tables", () => {
  test("are identical where every metric is the same, whatever the tolerance", () => {
    expect(judge([0.5, null, true], [0.5, null, true])).toEqual({ is: "identical" });
    expect(compareTables(table({ mmcs: [1] }), table({ mmcs: [1] }), ["mmcs"], {})).toEqual({ is: "identical" });
  });

  test("are equivalent up to absolute + relative · |exact|, and name what comes nearest", () => {
    expect(judge([1.5, 2], [1, 2], { absolute: 0.25, relative: 0.25 })).toEqual({
      is: "equivalent",
      nearest: { metric: "mmcs", row: 0, before: 1.5, after: 1, allowed: 0.5 },
    });
    expect(judge([1.5, 10.5], [1, 10], { absolute: 0, relative: 0.5 })).toMatchObject({ nearest: { row: 0 } });
  });

  test("are different beyond that, and say every place", () => {
    expect(judge([1.5, 2, 3], [1, 2, 9], { absolute: 0.25, relative: 0.125 })).toEqual({
      is: "different",
      rows: false,
      beyond: [
        { metric: "mmcs", row: 0, before: 1.5, after: 1, allowed: 0.375 },
        { metric: "mmcs", row: 2, before: 3, after: 9, allowed: 1.375 },
      ],
    });
  });

  test("are different at the smallest deviation where no tolerance is recorded", () => {
    const verdict = compareTables(table({ mmcs: [0.5, 0] }), table({ mmcs: [0.5, 5e-324] }), ["mmcs"], {});
    expect(verdict).toMatchObject({ is: "different", beyond: [{ row: 1, allowed: 0 }] });
  });

  test("are different where one has a number and the other none, or a truth value changes", () => {
    const wide = { absolute: 1e9, relative: 1 };
    expect(judge([null], [0], wide)).toMatchObject({ is: "different" });
    expect(judge([0], [null], wide)).toMatchObject({ is: "different" });
    expect(judge([true], [false], wide)).toMatchObject({ is: "different" });
  });

  test("are different where they do not have the same cells", () => {
    expect(judge([1], [1, 2])).toEqual({ is: "different", beyond: [], rows: true });
  });

  test("do not look at columns that are no metrics", () => {
    const verdict = compareTables(table({ mmcs: [1], other: [1] }), table({ mmcs: [1], other: [2] }), ["mmcs"], {});
    expect(verdict).toEqual({ is: "identical" });
  });

  test("never fare worse with a larger tolerance", () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 });
    const rank = { identical: 0, equivalent: 1, different: 2 };
    fc.assert(
      fc.property(
        numbers,
        numbers,
        fc.double({ min: 0, max: 1e6 }),
        fc.double({ min: 1, max: 10 }),
        (a, b, at, more) => {
          const narrow = judge(a, b, { absolute: at, relative: 0 });
          const wide = judge(a, b, { absolute: at * more, relative: 0 });
          expect(rank[wide.is]).toBeLessThanOrEqual(rank[narrow.is]);
        },
      ),
    );
  });
});

describe("tolerances", () => {
  test("are read from the provenance of a table; what is malformed is none", () => {
    const tolerances = {
      mmcs: { absolute: 0.01 },
      loss: { relative: 0.001, absolute: 0.5 },
      bad: { absolute: -1 },
      worse: { absolute: "1" },
      worst: 7,
      zero: {},
    };
    expect(tolerancesIn({ tolerances })).toEqual({
      mmcs: { absolute: 0.01, relative: 0 },
      loss: { absolute: 0.5, relative: 0.001 },
      zero: { absolute: 0, relative: 0 },
    });
    for (const provenance of [null, {}, { tolerances: [] }, "x"]) expect(tolerancesIn(provenance)).toEqual({});
  });
});
