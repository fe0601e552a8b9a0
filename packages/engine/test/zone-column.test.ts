import type { Table } from "@goldilocks/figures";
import type { KnownColumn, ZoneTableColumn } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { zoneWidth } from "../src/claims/zone.ts";
import { zoneColumn } from "../src/claims/zone-column.ts";

const coefficients = [0.01, 0.1, 1, 10];

/** MMCS by dictionary size, repeat and L1 coefficient, in the order of {@link coefficients}. */
const measured: readonly (readonly [size: number, repeat: number, values: readonly (number | null)[]])[] = [
  [64, 0, [0.5, 0.96, 0.97, 0.2]],
  [64, 1, [0.5, 0.9, 0.97, 0.2]],
  [128, 0, [0.96, 0.97, 0.98, 0.99]],
  [128, 1, [0.96, 0.4, 0.98, 0.99]],
  [256, 0, [0.1, 0.2, 0.3, 0.4]],
  [256, 1, [0.1, 0.99, null, 0.4]],
];

const rows = measured.flatMap(([size, repeat, values]) =>
  values.map((mmcs, index) => ({ size, repeat, l1: coefficients[index] ?? 0, mmcs })),
);

const known: readonly KnownColumn[] = [
  { name: "sae.l1Coefficient", label: "α", kind: "number", scale: "log", values: rows.map(({ l1 }) => l1) },
  { name: "sae.dictSize", label: "J", kind: "number", scale: "log", values: rows.map(({ size }) => size) },
  { name: "repeat", label: "repeat", kind: "number", scale: "ordinal", values: rows.map(({ repeat }) => repeat) },
  { name: "train.steps", label: "steps", kind: "number", scale: "log", values: rows.map((_, row) => row) },
];

const table: Table = {
  rows: rows.length,
  columns: [
    ...known,
    { name: "mmcs.truth", label: "MMCS", kind: "number", scale: "linear", values: rows.map(({ mmcs }) => mmcs) },
  ],
};

const columnOf = (name: string, from: Table = table): readonly unknown[] => {
  const column: ZoneTableColumn = {
    name,
    label: name,
    kind: "number",
    scale: "log",
    rule: "zone",
    along: "sae.l1Coefficient",
  };
  const { values } = zoneColumn(column, from, known);
  // Every cell of a zone has its value: one of four is as good as all.
  for (let row = 0; row < from.rows; row += 4) expect(new Set(values.slice(row, row + 4)).size).toBe(1);
  return values.filter((_, row) => row % 4 === 0);
};

describe("a zone along the L1 coefficient, for each size and repeat", () => {
  test("is as wide as the ratio of its ends, of its longest stretch", () => {
    expect(columnOf("width(zone(mmcs.truth > 0.95))")).toEqual([10, 1, 1000, 10, null, null]);
  });

  test("has a low and a high end", () => {
    expect(columnOf("low(zone(mmcs.truth > 0.95))")).toEqual([0.1, 1, 0.01, 1, null, null]);
    expect(columnOf("high(zone(mmcs.truth > 0.95))")).toEqual([1, 1, 10, 10, null, null]);
  });

  test("is absent with the reason where a failure took a value on the axis", () => {
    const reasons = rows.map((_, row) => (row === 5 ? "failed: ENGINE_DIVERGED (training)" : null));
    const columns = table.columns.map((column) =>
      column.name === "mmcs.truth"
        ? { ...column, values: column.values.map((value, row) => (row === 5 ? null : value)), reasons }
        : column,
    );
    const own: ZoneTableColumn = {
      name: "width(zone(mmcs.truth > 0.95))",
      label: "",
      kind: "number",
      scale: "log",
      rule: "zone",
      along: "sae.l1Coefficient",
    };
    const made = zoneColumn(own, { ...table, columns }, known);
    expect(made.values.slice(0, 8)).toEqual([10, 10, 10, 10, null, null, null, null]);
    expect(made.reasons?.slice(3, 9)).toEqual([null, ...Array.from({ length: 4 }, () => reasons[5]), null]);
  });
});

test("a width is a ratio on a logarithmic axis, else a difference, to six digits", () => {
  expect(zoneWidth(0.0316228, 0.316228, "log")).toBe(10);
  expect(zoneWidth(0.1, 0.3)).toBe(0.2);
  expect(zoneWidth(0, 0.3, "log")).toBeNull();
  expect(zoneWidth(2, 2, "log")).toBe(1);
});
