import { checkFigure, FiguresError, type FigureSpec, renderFigure } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const table = sweep({ l1: [0.01, 0.1, 1], ratios: [0.5, 1, 2] });
const ridge = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" } as const;
const line = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" } as const;
const scatter = { kind: "scatter", x: "dead", y: "mmcs.truth" } as const;
const histogram = { kind: "histogram", x: "mmcs.truth" } as const;

const svgOf = (figure: FigureSpec): string => renderFigure(inputFor(figure, table)).svg;
const sizeOf = (svg: string): (number | undefined)[] =>
  ["width", "height"].map((name) => Number(new RegExp(`^<svg [^>]*? ${name}="([\\d.]+)"`, "u").exec(svg)?.[1]));
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(([, text = ""]) => text);
const issuesOf = (figure: FigureSpec): (string | undefined)[][] =>
  checkFigure(figure, table.columns).map(({ code, option }) => [code, option]);

const placesOf = (figure: FigureSpec) =>
  [...svgOf(figure).matchAll(/<circle [^>]*cx="([\d.]+)"[^>]* r="3"/gu)].map(([, x]) => Number(x));

const column = (figure: FigureSpec) =>
  renderFigure(inputFor(figure, table)).data.columns.find(({ name }) => name === "mmcs.truth")?.scale;

describe("the size of a figure", () => {
  test.each([line, ridge, scatter, histogram, { ...line, facet: "sae.dictSize" }])(
    "is what a $kind asks for",
    (figure) => {
      expect(sizeOf(svgOf({ ...figure, title: "A title", width: 510, height: 420 }))).toEqual([510, 420]);
      expect(sizeOf(svgOf({ ...figure, width: 1200, height: 900 }))).toEqual([1200, 900]);
    },
  );

  test("is higher than asked for where text and panels need more", () => {
    const [width, height] = sizeOf(svgOf({ ...ridge, title: "A title", width: 317.48, height: 200 }));
    expect(width).toBe(317.48);
    expect(height).toBeGreaterThan(200);
  });

  test("of one column of a paper puts panels below each other rather than draw them too narrow", () => {
    const facets = { ...line, facet: "sae.dictSize" };
    const [, wide = 0] = sizeOf(svgOf(facets));
    const [, narrow = 0] = sizeOf(svgOf({ ...facets, width: 320 }));
    expect(narrow).toBeGreaterThan(1.5 * wide);
  });
});

test("title and caption that are hidden are not drawn, and stay in the file", () => {
  const figure = { ...line, title: "Of the title", caption: "Of the caption." };
  const svg = svgOf({ ...figure, hide: ["title", "caption"] });
  expect(textsOf(svg).join(" ")).not.toMatch(/Of the|hash/u);
  expect(svg).toMatch(/<title>Of the title<\/title>/u);
  expect(svg).toMatch(/<desc>Of the caption\. .*hash 3f9a/u);
  expect(textsOf(svgOf(figure)).join(" ")).toMatch(/Of the title.*Of the caption.*hash 3f9a/u);
});

test("labels stand in place of the names of columns, on axes, colours, series and panels", () => {
  const labels = { x: "along", y: "upwards", fill: "colour" };
  expect(textsOf(svgOf({ ...ridge, labels }))).toEqual(expect.arrayContaining(["along", "upwards", "colour"]));
  const series = { ...line, series: "sae.dictSize", facet: "repeat", labels: { series: "J", facet: "seed" } };
  expect(textsOf(svgOf(series))).toEqual(expect.arrayContaining(["J", "seed: 0"]));
  expect(textsOf(svgOf({ ...histogram, labels: { x: "cosine", y: "cells" } }))).toEqual(
    expect.arrayContaining(["cosine", "cells"]),
  );
});

test("scales make an axis, or the colours, linear or logarithmic", () => {
  const [low = 0, middle = 0, high = 0] = placesOf({ ...line, scales: { x: "linear" } });
  expect((middle - low) / (high - low)).toBeCloseTo(0.09 / 0.99, 2);
  const [first = 0, second = 0, third = 0] = placesOf(line);
  expect((second - first) / (third - first)).toBeCloseTo(0.5, 2);
  expect(column({ ...line, scales: { y: "log" } })).toBe("log");
  expect(column({ ...ridge, scales: { fill: "log" } })).toBe("log");
});

describe("domains", () => {
  test("of an axis leave out what lies beyond it, and count it", () => {
    const svg = svgOf({ ...line, series: "sae.dictSize", domains: { x: [0.05, 2] } });
    expect(svg).toContain("3 points lie beyond the axes.");
    expect(textsOf(svg)).not.toContain("0.01");
  });

  test("say of the colours, or else the y axis, the same as domain", () => {
    expect(svgOf({ ...ridge, domains: { fill: [0, 0.5] } })).toBe(svgOf({ ...ridge, domain: [0, 0.5] }));
    expect(svgOf({ ...line, domains: { y: [0, 0.5] } })).toBe(svgOf({ ...line, domain: [0, 0.5] }));
  });
});

describe("an option that the figure cannot have is an issue at that option", () => {
  test.each<[string, FigureSpec, (string | undefined)[][]]>([
    ["bins of a line", { ...line, bins: 5 }, [["FIGURES_OPTION", "bins"]]],
    ["numbers of a scatter", { ...scatter, numbers: true }, [["FIGURES_OPTION", "numbers"]]],
    ["a strip of a heatmap", { ...ridge, spread: "strip" }, [["FIGURES_OPTION", "spread"]]],
    ["a strip of a scatter", { ...scatter, spread: "strip" }, [["FIGURES_OPTION", "spread"]]],
    ["a box of a scatter", { ...scatter, spread: "box" }, [["FIGURES_OPTION", "spread"]]],
    ["dpi without a PNG", { ...line, dpi: 300, formats: ["pdf"] }, [["FIGURES_OPTION", "dpi"]]],
    ["a label of colours that are not there", { ...line, labels: { fill: "x" } }, [["FIGURES_OPTION", "labels.fill"]]],
    ["a scale of panels' names", { ...line, x: "variant", scales: { x: "log" } }, [["FIGURES_SCALE", "scales.x"]]],
    ["a scale of counts", { ...histogram, scales: { y: "log" } }, [["FIGURES_SCALE", "scales.y"]]],
    ["an empty domain", { ...line, domains: { x: [1, 1] } }, [["FIGURES_DOMAIN", "domains.x"]]],
    ["a domain from 0 on a log axis", { ...line, domains: { x: [0, 1] } }, [["FIGURES_DOMAIN", "domains.x"]]],
    [
      "a domain from 0 on an axis made log",
      { ...line, scales: { y: "log" }, domain: [0, 1] },
      [["FIGURES_DOMAIN", "domain"]],
    ],
    ["both domain and domains", { ...line, domain: [0, 1], domains: { y: [0, 1] } }, [["FIGURES_OPTION", "domains.y"]]],
    ["borders that fall", { ...histogram, bins: [0, 2, 1] }, [["FIGURES_BINS", "bins"]]],
    ["several y of a heatmap", { ...ridge, y: ["dead", "mmcs.truth"] }, [["FIGURES_OPTION", "y"]]],
    ["several y and series", { ...line, y: ["dead", "mmcs.truth"], series: "variant" }, [["FIGURES_OPTION", "series"]]],
    ["several y of other scales", { ...line, y: ["sae.dictSize", "mmcs.truth"] }, [["FIGURES_SCALE", "y"]]],
    ["a column that is not there among several", { ...line, y: ["dead", "ded"] }, [["FIGURES_UNKNOWN_COLUMN", "y"]]],
  ])("%s", (_, figure, issues) => {
    expect(issuesOf(figure)).toEqual(issues);
    expect(() => renderFigure(inputFor(figure, table))).toThrow(FiguresError);
  });

  test("a domain from 0 is right on an axis made linear", () => {
    expect(issuesOf({ ...line, scales: { x: "linear" }, domains: { x: [0, 1] } })).toEqual([]);
  });
});
