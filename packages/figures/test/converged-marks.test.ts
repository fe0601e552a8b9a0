import { type FigureSpec, renderFigure, type Table } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { L1_VALUES, sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const ridge: FigureSpec = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" };
const line: FigureSpec = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth", series: "sae.dictSize" };
const scatter: FigureSpec = { kind: "scatter", x: "loss.reconstruction", y: "mmcs.truth" };

/** A table whose column `converged` holds what `of` gives for each row. */
function flagged(table: Table, of: (row: number) => boolean | null): Table {
  const columns = table.columns.map((column) =>
    column.name === "converged" ? { ...column, values: column.values.map((_, row) => of(row)) } : column,
  );
  return { ...table, columns };
}

const draw = (figure: FigureSpec, table: Table): string => renderFigure(inputFor(figure, table)).svg;
const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;
/** Dots in cells, and the one in the legend. */
const dots = (svg: string): number => count(svg, /<circle [^>]*r="1\.6"/gu);
const hollow = (svg: string): number => count(svg, /<circle [^>]*fill="#ffffff"/gu);

const cells = sweep().rows;
const most = flagged(sweep(), (row) => row % 4 === 0);
const single = flagged(sweep(), (row) => row !== 7);

/** The colours of the cells, in their order. */
const fills = (text: string): string[] =>
  [...text.matchAll(/<rect fill="(#[\da-f]{6})" height="[\d.]+" width="[\d.]+" x/gu)].map(([, fill]) => fill ?? "");

describe("a heatmap", () => {
  test("has a dot in each cell that has not converged, and leaves the colour of every cell as it is", () => {
    const open = Array.from({ length: cells }, (_, row) => row).filter((row) => row % 4 !== 0).length;
    const svg = draw(ridge, most);
    expect(dots(svg)).toBe(open + 1);
    expect(svg).toContain(`${open} of ${cells} cells have not converged`);
    expect(fills(svg)).toEqual(
      fills(
        draw(
          ridge,
          flagged(sweep(), () => true),
        ),
      ),
    );
    expect(svg).not.toContain("<pattern");
  });

  test("marks a single cell as well", () => {
    const svg = draw(ridge, single);
    expect(dots(svg)).toBe(2);
    expect(svg).toContain(`1 of ${cells} cells has not converged`);
  });

  test("puts the dot of a cell that holds text beside the text", () => {
    const table = sweep({ l1: [0.1, 1], ratios: [1, 2], repeats: 3 });
    const open = flagged(table, () => false);
    const text = [...draw(ridge, open).matchAll(/translate\(([\d.]+),[\d.]+\)"[^>]*>±/gu)].map(([, x]) => Number(x));
    const marks = [...draw(ridge, open).matchAll(/<circle cx="([\d.]+)" [^>]*r="1\.6"/gu)].map(([, x]) => Number(x));
    expect(text.length).toBe(4);
    expect(text.filter((x) => marks.some((mark) => Math.abs(mark - x) < 20))).toEqual([]);
  });

  test("marks no cell whose value is missing, and then promises no mark in the legend", () => {
    const table = flagged(sweep({ missing: (cell) => cell.l1 === 0.1 }), (row) => row % L1_VALUES.length !== 4);
    const svg = draw(ridge, table);
    expect(dots(svg)).toBe(0);
    expect(svg).not.toContain("not converged");
  });
});

describe.each([
  ["heatmap", ridge],
  ["line", line],
  ["scatter", scatter],
])("a %s", (_, figure) => {
  test("leaves the marks out where `marks` says so, and still counts what they would mark", () => {
    const svg = draw({ ...figure, marks: { converged: false } }, most);
    expect([dots(svg), hollow(svg)]).toEqual([0, 0]);
    expect(svg).not.toContain(">not converged</text>");
    expect(svg).toMatch(/58 of 78 \w+ have not converged/u);
  });

  test("marks nothing of which it is too early to tell, and counts it apart", () => {
    const svg = draw(
      figure,
      flagged(sweep(), () => null),
    );
    expect([dots(svg), hollow(svg)]).toEqual([0, 0]);
    expect(svg).not.toContain("not converged");
    expect(svg).toMatch(/78 of 78 \w+ it is too early/u);
  });

  test("says nothing of convergence where the table does not", () => {
    const table = sweep();
    const columns = table.columns.filter(({ name }) => name !== "converged");
    const svg = draw(figure, { ...table, columns });
    expect(svg).not.toMatch(/converged|too early/u);
  });
});

test("a place whose repeats are too early to tell has not converged only where one of them has not", () => {
  const flags = [true, null, true, false, null, true, true, true, true];
  const { data } = renderFigure(
    inputFor(
      { ...line, series: "variant" },
      flagged(sweep({ l1: [0.1, 1, 10], ratios: [1], repeats: 3 }), (row) => flags[row] ?? null),
    ),
  );
  expect(data.columns.find(({ name }) => name === "converged")?.values).toEqual([null, false, true]);
});
