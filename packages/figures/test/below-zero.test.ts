import { type FigureSpec, renderFigure, type Table } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

/** A sweep whose reconstruction loss is below 0 at the L1 coefficient 0.1. */
function table(repeats = 1): Table {
  const { columns, rows } = sweep({ l1: [0.01, 0.1, 1, 10], ratios: [0.5, 1, 2], repeats });
  const at = columns.find(({ name }) => name === "sae.l1Coefficient")?.values ?? [];
  const changed = columns.flatMap((column) => {
    const values = column.values.map((value, row) => (at[row] === 0.1 ? -1 : value));
    return [column.name === "loss.reconstruction" ? { ...column, values } : column];
  });
  return { rows, columns: changed };
}
const loss = "loss.reconstruction";
const figures: Readonly<Record<string, FigureSpec>> = {
  line: { kind: "line", x: "sae.l1Coefficient", y: loss, series: "sae.dictSize" },
  "line along it": { kind: "line", x: loss, y: "mmcs.truth", scales: { x: "log" } },
  strip: { kind: "line", x: "sae.l1Coefficient", y: loss, series: "sae.dictSize", spread: "strip" },
  box: { kind: "line", x: "sae.l1Coefficient", y: loss, series: "sae.dictSize", spread: "box" },
  scatter: { kind: "scatter", x: loss, y: "mmcs.truth" },
  "scatter of its colours": { kind: "scatter", x: "dead", y: "mmcs.truth", fill: loss },
  heatmap: { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: loss },
  histogram: { kind: "histogram", x: loss },
};
const named = Object.entries(figures);

function figure(name: string): FigureSpec {
  const found = figures[name];
  if (found === undefined) throw new RangeError(name);
  return found;
}

describe("values below 0 on a logarithmic scale", () => {
  test.each(named)("are counted under a %s, which draws the others", (_, drawn) => {
    const { svg } = renderFigure(inputFor(drawn, table()));
    expect(svg).toContain("3 values of");
    expect(svg).toContain("have no place on a logarithmic scale");
    expect(svg).not.toMatch(/NaN|Infinity/u);
  });

  test.each(named)("of repeats are no fault of a %s", (_, drawn) => {
    expect(renderFigure(inputFor(drawn, table(3))).svg).not.toMatch(/NaN|Infinity/u);
  });

  test("stay in the data of the figure", () => {
    const { data } = renderFigure(inputFor(figure("line"), table()));
    const values = data.columns.find(({ name }) => name === loss)?.values ?? [];
    expect(values.filter((value) => value === -1)).toHaveLength(3);
  });

  test("are in no bin of a histogram, not even that of 0", () => {
    const { data } = renderFigure(inputFor(figure("histogram"), table()));
    const counts = data.columns.find(({ name }) => name === "count")?.values ?? [];
    expect(counts.reduce((sum: number, n) => sum + Number(n), 0)).toBe(9);
  });

  test("are drawn where the scale is linear", () => {
    const linear: FigureSpec = { ...figure("line"), scales: { y: "linear" } };
    expect(renderFigure(inputFor(linear, table())).svg).not.toContain("no place");
  });
});
