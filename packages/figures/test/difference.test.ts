import {
  type Column,
  differenceFigure,
  type FigureSpec,
  renderFigure,
  type Table,
  type TwoTables,
} from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { inputFor } from "./gallery.ts";

const heatmap: FigureSpec = {
  kind: "heatmap",
  x: "sae.l1Coefficient",
  y: "sae.dictSize",
  fill: "loss.total",
  domain: [0.1, 1],
};
const lines: FigureSpec = { kind: "line", x: "sae.l1Coefficient", y: "loss.total", series: "sae.dictSize" };

const column = (name: string, values: Column["values"], scale: Column["scale"] = "linear"): Column => ({
  name,
  label: name,
  scale,
  values,
  kind: typeof values[0] === "boolean" ? "boolean" : "number",
});

/** Two L1 coefficients by two sizes, with these losses. */
const tableOf = (losses: readonly (number | null)[], converged = true): Table => ({
  rows: 4,
  columns: [
    column("sae.l1Coefficient", [0.1, 0.1, 1, 1], "log"),
    { ...column("sae.dictSize", [8, 16, 8, 16], "log"), labels: ["½×", "1×", "½×", "1×"] },
    column("loss.total", losses, "log"),
    column("converged", [true, true, true, converged]),
  ],
});

const given = (more: Partial<TwoTables> = {}): TwoTables => ({
  figures: [heatmap, heatmap],
  tables: [tableOf([1, 2, 3, 4]), tableOf([2, 2, 1, 4], false)],
  pairs: [
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
  ],
  placing: new Set(["sae.l1Coefficient", "sae.dictSize"]),
  names: ["A", "B"],
  ...more,
});

function made(more: Partial<TwoTables> = {}): { readonly figure: FigureSpec; readonly table: Table } {
  const found = differenceFigure(given(more));
  if ("none" in found) throw new Error(found.none);
  return found;
}

const valuesOf = (table: Table, name: string): Column["values"] =>
  table.columns.find((one) => one.name === name)?.values ?? [];

describe("the difference of two heatmaps", () => {
  test("is the second less the first, cell by cell, and has converged where both have", () => {
    const { table } = made();
    expect(valuesOf(table, "loss.total")).toEqual([1, 0, -2, 0]);
    expect(valuesOf(table, "converged")).toEqual([true, true, true, false]);
  });

  test("is missing where a side has no such cell, and keeps its place", () => {
    const { table } = made({
      pairs: [
        [0, 0],
        [1, null],
        [null, 2],
      ],
    });
    expect(valuesOf(table, "loss.total")).toEqual([1, null, null]);
    expect(valuesOf(table, "sae.l1Coefficient")).toEqual([0.1, 0.1, 1]);
  });

  test("stands where the placed tables say, as ratios of another size do", () => {
    const [l1, size, ...others] = tableOf([0, 0, 0, 0]).columns;
    if (l1 === undefined || size === undefined) throw new Error("the table has no such columns");
    const ratios: Table = { rows: 4, columns: [l1, { ...size, values: [0.5, 1, 0.5, 1] }, ...others] };
    const { table } = made({ placed: [ratios, ratios] });
    expect(valuesOf(table, "sae.dictSize")).toEqual([0.5, 1, 0.5, 1]);
    expect(valuesOf(table, "loss.total")).toEqual([1, 0, -2, 0]);
  });

  test("has white at 0 and as much blue as red, with the same bytes every time", () => {
    const { figure, table } = made();
    const { svg } = renderFigure(inputFor(figure, table));
    expect(svg).toBe(renderFigure(inputFor(figure, table)).svg);
    // −2 is at the blue end; 1 is halfway to the red one; 0 is the middle.
    expect([...svg.matchAll(/<rect[^>]* fill="(#[\da-f]{6})"/gu)].map(([, fill]) => fill)).toEqual(
      expect.arrayContaining(["#053061", "#f7f7f7"]),
    );
    expect(svg).toContain("−2");
  });

  test("the rows that only one of the figures draws are not compared", () => {
    const small: FigureSpec = { ...heatmap, where: { "sae.dictSize": [8] } };
    expect(valuesOf(made({ figures: [small, small] }).table, "loss.total")).toEqual([1, -2]);
  });
});

describe("two figures of lines", () => {
  test("are drawn together, a panel for each series", () => {
    const { figure, table } = made({ figures: [lines, lines] });
    expect(figure).toMatchObject({ series: "side", facet: "sae.dictSize" });
    expect(valuesOf(table, "side")).toEqual(["A", "A", "A", "A", "B", "B", "B", "B"]);
    expect(valuesOf(table, "loss.total")).toEqual([1, 2, 3, 4, 2, 2, 1, 4]);
    expect(renderFigure(inputFor(figure, table)).data.rows).toBe(8);
  });
});

describe("there is no picture, and it says why,", () => {
  test.each<[string, Partial<TwoTables>]>([
    ["of two kinds of figure", { figures: [heatmap, lines] }],
    [
      "of a kind that has none",
      {
        figures: [
          { kind: "histogram", x: "loss.total" },
          { kind: "histogram", x: "loss.total" },
        ],
      },
    ],
    ["of different columns", { figures: [heatmap, { ...heatmap, fill: "dead" }] }],
    [
      "without a cell in common",
      {
        pairs: [
          [0, null],
          [null, 1],
        ],
      },
    ],
  ])("%s", (_, more) => {
    expect(differenceFigure(given(more))).toEqual({ none: expect.any(String) });
  });
});
