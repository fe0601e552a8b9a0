import { type Column, type FigureSpec, renderFigure, type Table, terminalHeatmap } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const draw = (figure: FigureSpec, table: Table): string => renderFigure(inputFor(figure, table)).svg;
/** Everything the caption says. */
const captionOf = (svg: string): string => /<desc>([^<]*)<\/desc>/u.exec(svg)?.[1] ?? "";
const line: FigureSpec = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" };
const column = (name: string, label: string, values: Column["values"], labels?: readonly string[]): Column => ({
  name,
  label,
  kind: typeof values[0] === "string" ? "string" : "number",
  scale: typeof values[0] === "string" ? "ordinal" : "linear",
  values,
  ...(labels !== undefined && { labels }),
});

describe("the caption names what selected the data:", () => {
  test("what `where` keeps, by label", () => {
    const where = { "sae.dictSize": ["1×", "2×"], variant: "jitter" } as const;
    const text = captionOf(draw({ ...line, where }, sweep({ variants: ["clean", "jitter"] })));
    expect(text).toContain("dictionary size J / features G 1×, 2×; variant jitter");
  });

  test("axes that a mark averages over, with their values", () => {
    const text = captionOf(draw(line, sweep({ ratios: [1, 2], variants: ["clean", "jitter"] })));
    expect(text).toContain("variant clean, jitter");
    expect(text).toContain("dictionary size J / features G 1×, 2×");
  });

  test("no axis where each mark has one value", () => {
    expect(captionOf(draw({ ...line, series: "sae.dictSize" }, sweep({ repeats: 3 })))).not.toMatch(
      /Each seed’s|Only/u,
    );
  });
});

describe("a histogram", () => {
  const cells: Table = {
    rows: 2,
    columns: [
      column("sae.k", "k", [2, 4], ["2", "4"]),
      column("seeds.init", "seed of the initialisation", [0, 0]),
      column("mmcs.truth", "MMCS to truth", [0.5, 0.6]),
    ],
  };
  const vectors: Table = {
    rows: 6,
    columns: [
      column("row", "row", [0, 0, 0, 1, 1, 1]),
      { ...column("mmcs.truth", "largest cosine of one feature", [0.1, 0.2, 0.3, 0.8, 0.9, 0.9]), of: "features" },
    ],
  };

  test("of a vector counts features, and names the trainings that it pools", () => {
    const { svg, data } = renderFigure({
      ...inputFor({ kind: "histogram", x: "mmcs.truth" }, cells),
      histories: vectors,
    });
    expect(svg).toContain(">number of features</text>");
    expect(svg).toContain(">largest cosine of one feature</text>");
    expect(captionOf(svg)).toContain("Pooled over k 2, 4.");
    const counts = data.columns.find(({ name }) => name === "count")?.values.map(Number) ?? [];
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(6);
  });

  test("pools nothing that its series tell apart", () => {
    const figure: FigureSpec = { kind: "histogram", x: "mmcs.truth", series: "sae.k" };
    const { svg, data } = renderFigure({ ...inputFor(figure, cells), histories: vectors });
    expect(captionOf(svg)).not.toContain("Pooled");
    const [series, count] = ["sae.k", "count"].map(
      (name) => data.columns.find((one) => one.name === name)?.values ?? [],
    );
    const of = (k: number): number =>
      (series ?? []).reduce((sum: number, one, row) => sum + (one === k ? Number(count?.[row]) : 0), 0);
    expect([of(2), of(4)]).toEqual([3, 3]);
  });
});

const seeds = (svg: string): number => [...svg.matchAll(/aria-label="line"/gu)].length;

describe("categories without an order", () => {
  const table = sweep({ l1: [0.1], ratios: [1], variants: ["clean", "jitter", "noise"], repeats: 3 });

  test("have points with intervals, and neither lines nor bands between them", () => {
    const svg = draw({ kind: "line", x: "variant", y: "mmcs.truth", reference: ["chance"] }, table);
    expect(svg).not.toContain('aria-label="area"');
    expect([...svg.matchAll(/<circle [^>]*r="3"/gu)].length).toBe(3);
    expect(svg).toContain('aria-label="rule"');
    const groups = [...svg.matchAll(/aria-label="line"[\s\S]*?<\/g>/gu)].map(([group]) => group).join("\n");
    const paths = [...groups.matchAll(/ d="([^"]+)"/gu)];
    for (const [, d = ""] of paths) expect(d.split("L").length).toBe(2);
  });

  test("seeds and booleans are such categories, numbers are not", () => {
    expect(seeds(draw({ kind: "line", x: "repeat", y: "mmcs.truth" }, table))).toBe(0);
    expect(seeds(draw({ kind: "line", x: "converged", y: "mmcs.truth" }, sweep()))).toBe(0);
    expect(seeds(draw(line, sweep({ ratios: [1] })))).toBe(1);
  });
});

const constant = (value: number, scale: Column["scale"] = "linear"): Table => ({
  rows: 3,
  columns: [
    column("sae.k", "k", [2, 4, 8], ["2", "4", "8"]),
    { ...column("dead", "dead elements", [value, value, value]), scale },
  ],
});

const ticks = (svg: string): number[] => {
  const group = /aria-label="y-axis tick label"[^>]*>([\s\S]*?)<\/g>/u.exec(svg)?.[1] ?? "";
  return [...group.matchAll(/>([^<]+)<\/text>/gu)].map(([, text = ""]) =>
    Number(text.replaceAll(",", "").replace("−", "-")),
  );
};

describe("an axis of a single value", () => {
  const figure: FigureSpec = { kind: "line", x: "sae.k", y: "dead" };

  test("of counts that all are 0 goes from 0 to 1, in whole numbers", () => {
    expect(ticks(draw(figure, constant(0)))).toEqual([0, 1]);
    expect(ticks(draw(figure, constant(0, "log"))).every((tick) => tick >= 0 && Number.isInteger(tick))).toBe(true);
  });

  test("of a count goes from 0 beyond it, in whole numbers", () => {
    const found = ticks(draw(figure, constant(3)));
    expect(found).toContain(3);
    expect(found[0]).toBe(0);
    expect(found.every(Number.isInteger)).toBe(true);
  });

  test("holds the value where it is logarithmic", () => {
    const found = ticks(draw(figure, constant(0.03, "log")));
    expect(Math.min(...found)).toBeLessThanOrEqual(0.03);
    expect(Math.max(...found)).toBeGreaterThanOrEqual(0.03);
  });

  test("of colours goes from 0 too", () => {
    const table = sweep();
    const columns = table.columns.map((one) =>
      one.name === "dead" ? { ...one, values: one.values.map(() => 0) } : one,
    );
    const svg = draw(
      { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "dead" },
      { ...table, columns },
    );
    expect(svg).not.toContain("−1");
    expect(svg).not.toContain(">0.5</text>");
  });
});

describe("a heatmap in a terminal", () => {
  const table = sweep({ ratios: [1, 2], l1: [0.1], variants: ["clean", "jittered", "correlated"] });
  const figure: FigureSpec = { kind: "heatmap", x: "variant", y: "sae.dictSize", fill: "mmcs.truth", name: "figure3" };

  test("names its figure first", () => {
    expect(terminalHeatmap(table, figure, { columns: 80 })[0]).toMatch(/^figure3: /u);
  });

  test("labels every category", () => {
    const text = terminalHeatmap(table, figure, { columns: 80 }).join("\n");
    for (const name of ["clean", "jittered", "correlated"]) expect(text).toContain(name);
  });

  test("labels categories by letters where their names are wider than a cell", () => {
    const text = terminalHeatmap(table, figure, { columns: 24 }).join("\n");
    for (const name of ["a clean", "b jittered", "c correlated"]) expect(text).toContain(name);
  });
});
