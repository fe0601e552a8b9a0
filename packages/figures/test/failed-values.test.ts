import { readFigureMetadata, renderFigure, type Table, tableToCsv, terminalHeatmap } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const REASON = "failed: ENGINE_DIVERGED (training)";
const ridge = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" } as const;

/** A table whose cells have lost MMCS in some rows: in `failed` because training failed, in `missing` without a cause. */
function withFailed(
  table: Table,
  failed: (row: number) => boolean,
  missing: (row: number) => boolean = () => false,
): Table {
  const columns = table.columns.map((column) => {
    if (!["mmcs.truth", "dead", "converged"].includes(column.name)) return column;
    const values = column.values.map((value, row) => (failed(row) || missing(row) ? null : value));
    return { ...column, values, reasons: values.map((_, row) => (failed(row) ? REASON : null)) };
  });
  return { ...table, columns };
}
const valuesOf = ({ columns }: Table, name: string) => columns.find((column) => column.name === name)?.values;
const links = (svg: string): number => (svg.split('aria-label="link"').length - 1) * 1;
const paths = (svg: string, label: string): number =>
  svg
    .split(`aria-label="${label}"`)
    .slice(1)
    .map((part) => [...(part.split("</g>")[0] ?? "").matchAll(/<path/gu)].length)
    .reduce((sum, n) => sum + n, 0);

describe("a heatmap of which cells have failed", () => {
  const table = sweep({ l1: [0.1, 1], ratios: [1, 2] });

  test("crosses them out, unlike cells that only have no value, and says both in the legend and the caption", () => {
    const { svg, data } = renderFigure(
      inputFor(
        ridge,
        withFailed(
          table,
          (row) => row === 1,
          (row) => row === 2,
        ),
      ),
    );
    expect(paths(svg, "link")).toBe(2); // both diagonals of one cell
    expect(svg.match(/<rect fill="#d6d6d6" height="[\d.]+" width="[\d.]+" x="/gu)).toHaveLength(1);
    for (const label of [">failed</text>", ">missing</text>"]) expect(svg).toContain(label);
    expect(svg).toContain("ENGINE_DIVERGED");
    expect(valuesOf(data, "mmcs.truth.failed")).toEqual([0, 1, 0, 0]);
    expect(valuesOf(data, "mmcs.truth.missing")).toEqual([0, 0, 1, 0]);
  });

  test("keeps the mean over the repeats that are left, counts only these, and marks the cell", () => {
    const repeated = sweep({ l1: [0.1, 1], ratios: [1, 2], repeats: 3 });
    const { svg, data } = renderFigure(
      inputFor(
        ridge,
        withFailed(repeated, (row) => row === 1),
      ),
    );
    expect(valuesOf(data, "mmcs.truth.n")).toEqual([2, 3, 3, 3]);
    expect(valuesOf(data, "mmcs.truth")).not.toContain(null);
    expect(paths(svg, "link")).toBe(0);
    expect(svg).toContain(">some repeats failed</text>");
  });

  test("has the bytes it had where none have", () => {
    const { svg, data } = renderFigure(inputFor(ridge, table));
    expect(links(svg)).toBe(0);
    expect(data.columns.map(({ name }) => name)).not.toContain("mmcs.truth.failed");
  });

  test("shows them with another sign in a terminal", () => {
    const text = terminalHeatmap(
      withFailed(
        table,
        (row) => row === 1,
        (row) => row === 2,
      ),
      ridge,
      { columns: 80 },
    ).join("\n");
    expect([...text.matchAll(/×/gu)].length - [...text.matchAll(/\d×/gu)].length).toBe(1);
    expect([...text.matchAll(/·/gu)]).toHaveLength(1);
  });
});

test.each([
  { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth", series: "sae.dictSize" },
  { kind: "scatter", x: "dead", y: "mmcs.truth" },
  { kind: "histogram", x: "mmcs.truth" },
] as const)("a $kind leaves failed cells out, with a note and no mark", (figure) => {
  const table = sweep({ l1: [0.1, 0.3, 1], ratios: [1, 2] });
  const { svg } = renderFigure(
    inputFor(
      figure,
      withFailed(table, (row) => row === 1),
    ),
  );
  const caption = /<desc>[\s\S]*?<\/desc>/u.exec(svg)?.[0] ?? "";
  expect(caption.match(/1 value is missing because a cell failed: ENGINE_DIVERGED/gu)).toHaveLength(1);
  expect(svg).not.toContain(">missing</text>");
  expect(svg).not.toContain("one value missing");
  const { svg: whole } = renderFigure(inputFor(figure, table));
  expect(whole).not.toContain("because a cell failed");
});

test("a history counts the cells that have none, as far as the figure shows them", () => {
  const table = sweep({ l1: [0.1, 1], ratios: [1, 2] });
  const steps = { name: "step", label: "step", kind: "number", scale: "log", values: [1, 2] } as const;
  const histories: Table = {
    rows: 2,
    columns: [{ ...steps, name: "row", values: [0, 0] }, steps, { ...steps, name: "l0", values: [9, 3] }],
  };
  const failed = [1, 2, 3].map((row) => ({ row, code: "ENGINE_DIVERGED" }));
  const draw = (where: Record<string, number>): string =>
    renderFigure({ ...inputFor({ kind: "history", y: "l0", where }, table), histories, failed }).svg;
  expect(draw({})).toContain("3 values are missing because a cell failed");
  expect(draw({ "sae.l1Coefficient": 0.1 })).toContain("1 value is missing because a cell failed");
});

test("the reason follows the column in a CSV file", () => {
  const csv = tableToCsv(withFailed(sweep({ l1: [0.1, 1], ratios: [1] }), (row) => row === 1)).trimEnd();
  const [head = "", ...rows] = csv.split("\n").map((line) => line.split(","));
  const at = head.indexOf("mmcs.truth");
  expect(head[at + 1]).toBe("mmcs.truth.reason");
  expect(rows.map((row) => row[at + 1])).toEqual(["", REASON]);
});

test("a partial figure carries what it lacks", () => {
  const metadata = { key: "k", spec: "{}", partial: '{"failed":[],"of":"<whole>"}' };
  const { svg } = renderFigure({ ...inputFor(ridge, sweep({ l1: [0.1, 1], ratios: [1, 2] })), metadata });
  expect(readFigureMetadata(new TextEncoder().encode(svg))).toEqual(metadata);
});
