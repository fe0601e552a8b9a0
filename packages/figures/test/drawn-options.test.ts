import { type FigureSpec, renderFigure } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { textWidth } from "../src/text-width.ts";
import { sweep } from "./fake-tables.ts";
import { inputFor } from "./gallery.ts";

const table = sweep({ l1: [0.01, 0.1, 1, 10], ratios: [0.5, 1, 2] });
const repeated = sweep({ l1: [0.1, 1], ratios: [1], repeats: 5 });
const ridge = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" } as const;
const line = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" } as const;
const histogram = { kind: "histogram", x: "mmcs.truth" } as const;
const drawn = (figure: FigureSpec, of = table) => renderFigure(inputFor(figure, of));
const column = (figure: FigureSpec, name: string, of = table) =>
  drawn(figure, of).data.columns.find((one) => one.name === name)?.values ?? [];
const numbers = (name: string, of = table): number[] =>
  (of.columns.find((one) => one.name === name)?.values ?? []).map(Number);

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(([, text = ""]) => text);

const circles = (figure: FigureSpec): number => drawn(figure, repeated).svg.split("<circle").length;

describe("bins of a histogram", () => {
  test("are as many as asked for, equally wide, from the least value to the greatest", () => {
    const [from, to] = [".from", ".to"].map((part) =>
      column({ ...histogram, bins: 5 }, `mmcs.truth${part}`).map(Number),
    );
    const values = numbers("mmcs.truth");
    expect(from).toHaveLength(5);
    expect([from?.[0], to?.at(-1)]).toEqual([Math.min(...values), Math.max(...values)]);
    const widths = (to ?? []).map((end, index) => end - (from?.[index] ?? 0));
    expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(1e-9);
    expect(column({ ...histogram, bins: 5 }, "count").reduce((sum: number, n) => sum + Number(n), 0)).toBe(
      values.length,
    );
  });

  test("have the borders that are given, the last one included, and what lies beyond is counted", () => {
    const values = numbers("mmcs.truth").toSorted((a, b) => a - b);
    const borders = [values[1] ?? 0, values[5] ?? 0, values[8] ?? 0];
    const figure = { ...histogram, bins: borders };
    expect(column(figure, "count")).toEqual([4, 4]);
    expect(drawn(figure).svg).toContain(`${values.length - 8} values lie beyond the bins.`);
  });

  test("are equal in ratio on a logarithmic axis", () => {
    const figure: FigureSpec = { kind: "histogram", x: "sae.l1Coefficient", bins: 3 };
    const borders = column(figure, "sae.l1Coefficient.from").map(Number);
    expect((borders[1] ?? 0) / (borders[0] ?? 1)).toBeCloseTo(10, 9);
    expect(column(figure, "count")).toEqual([3, 3, 6]);
  });
});

describe("numbers in the cells of a heatmap", () => {
  test("stand in every cell that has one", () => {
    const written = texts(drawn({ ...ridge, numbers: true }).svg).filter((text) => /^\.\d\d$/u.test(text));
    expect(written).toHaveLength(12);
    expect(texts(drawn(ridge).svg).filter((text) => /^\.\d\d$/u.test(text))).toHaveLength(0);
  });

  test("stand above half the interval where cells were repeated", () => {
    const of = sweep({ l1: [0.1, 1], ratios: [1, 2], repeats: 5 });
    const written = texts(drawn({ ...ridge, numbers: true }, of).svg);
    expect(written.filter((text) => text.startsWith("±"))).toHaveLength(4);
    expect(written.filter((text) => /^\.\d\d$/u.test(text))).toHaveLength(4);
  });
});

/** Boxes of the dots, and of the numbers in cells, in the pixels of the panel. */
function boxesIn(svg: string) {
  const [, dx = 0, dy = 0, dots = ""] =
    /aria-label="dot" transform="translate\((-?[\d.]+),(-?[\d.]+)\)">(.*?)<\/g>/su.exec(svg) ?? [];
  const marks = [...dots.matchAll(/cx="([\d.]+)" cy="([\d.]+)"[^>]*r="([\d.]+)"/gu)].map(([, ...one]) =>
    one.map(Number),
  );
  const labels = [
    ...svg.matchAll(
      /<g aria-label="text" font-size="([\d.]+)"[^>]*?(?: transform="translate\(0[^,]*,(-?[\d.]+)\)")?>(.*?)<\/g>/gsu,
    ),
  ];
  const numbersIn = labels.flatMap(([, size, down = "0", cells = ""]) =>
    [...cells.matchAll(/translate\(([\d.]+),([\d.]+)\)"[^>]*>([^<]+)</gu)].map(([, x, y, text = ""]) => ({
      x: Number(x),
      y: Number(y) + Number(down),
      width: textWidth(text, Number(size)),
      height: 0.75 * Number(size),
    })),
  );
  return { dots: marks.map(([x = 0, y = 0, r = 0]) => ({ x: x + Number(dx), y: y + Number(dy), r })), numbersIn };
}

describe("a dot that marks a cell as not converged", () => {
  test.each([
    [4, 3, 1],
    [4, 3, 5],
    [13, 6, 1],
    [24, 6, 1],
    [10, 24, 1],
    [24, 24, 1],
  ])("keeps off the numbers of %i × %i cells", (columns, rows, repeats) => {
    const l1 = Array.from({ length: columns }, (_, index) => 0.01 * 1.3 ** index);
    const of = sweep({
      l1,
      ratios: Array.from({ length: rows }, (_, index) => 0.25 * (rows > 6 ? 1.2 : 2) ** index),
      repeats,
    });
    const { dots, numbersIn } = boxesIn(drawn({ ...ridge, numbers: true }, of).svg);
    expect(dots.length).toBeGreaterThan(0);
    expect(numbersIn.length).toBeGreaterThanOrEqual(columns * rows);
    const touching = dots.filter(({ x, y, r }) =>
      numbersIn.some((one) => Math.abs(one.x - x) < one.width / 2 + r && Math.abs(one.y - y) < one.height / 2 + r),
    );
    expect(touching).toEqual([]);
  });
});

test("bounds of a heatmap's axes cut its cells and leave out those beyond, counted", () => {
  const { svg } = drawn({ ...ridge, domains: { x: [0.05, 2] } });
  expect(svg).toContain("6 cells lie beyond the axes.");
  const rects = (of: FigureSpec) => drawn({ ...of, marks: { converged: false } }).svg.split("<rect ").length;
  expect(rects(ridge) - rects({ ...ridge, domains: { x: [0.05, 2] } })).toBe(6);
});

describe("single repeats beside their mean", () => {
  test("are a dot each in a strip, and in the data", () => {
    expect(circles({ ...line, spread: "strip" }) - circles(line)).toBe(10);
    const [first] = column({ ...line, spread: "strip" }, "mmcs.truth.repeats", repeated);
    expect(String(first).split(" ").map(Number)).toEqual(numbers("mmcs.truth", repeated).slice(0, 5));
  });

  test("are quartiles in a box, and in the data", () => {
    const values = numbers("mmcs.truth", repeated)
      .slice(0, 5)
      .toSorted((a, b) => a - b);
    const part = (name: string) => column({ ...line, spread: "box" }, `mmcs.truth.${name}`, repeated)[0];
    expect(["min", "q1", "median", "q3", "max"].map(part)).toEqual(values);
    expect(drawn({ ...line, spread: "box" }, repeated).svg).toContain("Boxes are quartiles");
  });

  test("are not there where nothing was repeated", () => {
    expect(drawn({ ...line, spread: "strip" }).svg).not.toContain("single repeats");
  });
});
