import { type FigureSpec, renderFigure, type Table } from "@goldilocks/figures";
import { seriesIssues } from "@goldilocks/figures/text";
import { describe, expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const draw = (figure: FigureSpec, table: Table): string => renderFigure(inputFor(figure, table)).svg;
/** What the legend says, entry by entry. */
const entries = (svg: string): string[] =>
  [...svg.matchAll(/<text fill="#1a1a1a" font-size="11" x="27" y="10">([^<]+)<\/text>/gu)].map(([, text = ""]) => text);
const two = sweep({ ratios: [1, 2], variants: ["clean", "jitter"] });
const scatter: FigureSpec = { kind: "scatter", x: "loss.reconstruction", y: "mmcs.truth", series: "variant" };

const many = (count: number): Table =>
  sweep({ ratios: [1], variants: Array.from({ length: count }, (_, index) => `v${index}`) });

describe("a scatter with series and fill", () => {
  const svg = draw({ ...scatter, fill: "sae.l1Coefficient" }, two);

  test("draws a shape for each series, in the colours of the bar", () => {
    const [circles, squares] = [
      /<circle [^>]*fill="(#[\da-f]{6})" r="3.5"/gu,
      /<path d="[^"]+" fill="(#[\da-f]{6})"/gu,
    ].map((pattern) => [...svg.matchAll(pattern)].map(([, fill]) => fill));
    expect([circles?.length, squares?.length]).toEqual([26 + 1, 26 + 1]);
    expect(new Set(circles).size).toBeGreaterThan(5);
  });

  test("has a legend of shapes in grey, and promises no colour that no point has", () => {
    expect(entries(svg)).toEqual(expect.arrayContaining(["clean", "jitter"]));
    expect(svg).not.toContain("#0072b2");
    expect(svg).not.toContain("#d55e00");
  });

  const filled = { ...scatter, fill: "sae.l1Coefficient" };

  test("draws as many series as there are shapes, and names the others in its caption", () => {
    const [all, some] = [draw(filled, many(8)), draw(filled, many(10))];
    expect(entries(all)).toContain("v7");
    expect(all).not.toContain("not drawn");
    expect(entries(some)).not.toContain("v8");
    expect(some).toContain("v8, v9 are not drawn");
    expect(entries(draw(scatter, many(9))).length).toBeGreaterThanOrEqual(9);
  });

  test("is an issue where the series are known to be more", () => {
    const codes = (count: number): string[] => seriesIssues(filled, many(count).columns).map(({ code }) => code);
    expect([codes(8), codes(9)]).toEqual([[], ["FIGURES_CHANNEL"]]);
    expect(seriesIssues(scatter, many(9).columns)).toEqual([]);
  });
});

describe("a legend has no entry without a mark:", () => {
  test.each(["line", "scatter", "histogram"] as const)(
    "a series of a %s without a value is named in the caption",
    (kind) => {
      const table = sweep({ ratios: [1], variants: ["clean", "jitter"], missing: (cell) => cell.variant === "jitter" });
      const figure: FigureSpec =
        kind === "histogram"
          ? { kind, x: "mmcs.truth", series: "variant" }
          : { kind, x: "sae.l1Coefficient", y: "mmcs.truth", series: "variant" };
      const svg = draw(figure, table);
      expect(entries(svg)).toContain("clean");
      expect(entries(svg)).not.toContain("jitter");
      expect(svg).toContain("variant jitter");
    },
  );

  test("a series beyond the bounds of the y axis", () => {
    const table = sweep({ ratios: [0.25, 1], l1: [0.1, 0.177828] });
    const svg = draw(
      { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth", series: "sae.dictSize", domain: [0.8, 1] },
      table,
    );
    expect(entries(svg)).not.toContain("¼×");
  });

  test("death line, zone and chance outside of the frame", () => {
    const table = sweep({ ratios: [8], l1: [0.001, 0.002, 0.004] });
    const reference = ["deathLine", "zone", "chance"] as const;
    const line = draw({ kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth", reference, domain: [0.6, 1] }, table);
    expect(entries(line).filter((entry) => /death|zone|chance/u.test(entry))).toEqual([]);
    const heatmap = draw(
      { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth", reference, domain: [0.6, 1] },
      table,
    );
    expect(entries(heatmap).filter((entry) => /death|zone|chance/u.test(entry))).toEqual([]);
    expect(heatmap).toContain("death line lies outside");
  });
});

describe("the chance level on a colour bar", () => {
  const heatmap: FigureSpec = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" };
  const svg = draw(heatmap, sweep());

  test("takes no tick from the bar", () => {
    for (const tick of ["0.2", "0.3", "0.4", "0.5", "1.0"]) expect(svg).toContain(`>${tick}</text>`);
  });

  test("has its bracket on the side that has no ticks", () => {
    const bar = svg.slice(svg.indexOf("-bar)"));
    const lines = [...bar.matchAll(/<line stroke="#000000"[^>]* x1="([^"]+)" x2="([^"]+)"/gu)];
    expect(lines.length).toBe(3);
    for (const [, x1, x2] of lines) expect([Number(x1) < 0, Number(x2) <= 13]).toEqual([true, true]);
  });

  test("is no farther than the bounds of the colours", () => {
    const drawn = draw({ ...heatmap, domain: [0.31, 0.9] }, sweep());
    const bar = drawn.slice(drawn.indexOf("-bar)"));
    const ends = [...bar.matchAll(/<line stroke="#000000"[^>]* y1="([^"]+)"/gu)].map(([, y]) => Number(y));
    const height = Number(/height="([\d.]+)" width="13"/u.exec(drawn)?.[1]);
    expect(Math.max(...ends)).toBeLessThanOrEqual(height);
  });

  test("a bound that cuts values off says so where no round number lies on it", () => {
    const drawn = draw({ ...heatmap, domain: [0.31, 0.87] }, sweep());
    expect(drawn).toContain("≥ 0.87");
    expect(drawn).toContain("≤ 0.31");
  });
});
