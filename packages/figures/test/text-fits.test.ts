import { type FigureSpec, renderFigure } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { histories, sweep } from "./fake-tables.ts";
import { gallery, inputFor } from "./gallery.ts";
import { type TextBox, textBoxes } from "./text-boxes.ts";

/** Pixels by which estimated widths may be wrong. */
const SLACK = 2;

const cutOff = (svg: string): readonly string[] => {
  const { width, height, boxes } = textBoxes(svg);
  const isOut = ({ x, y }: TextBox): boolean =>
    x[0] < -SLACK || y[0] < -SLACK || x[1] > width + SLACK || y[1] > height + SLACK;
  return boxes.filter(isOut).map(({ text }) => text);
};

const meet = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[1] - 1 && b[0] < a[1] - 1;

/** Pairs of texts that lie over one another. Boxes around aslant text are larger than the text, so those are left out. */
const touching = (svg: string): readonly string[] => {
  const boxes = textBoxes(svg).boxes.filter(({ turn }) => turn % 90 === 0);
  return boxes.flatMap((a, index) =>
    boxes.slice(index + 1).flatMap((b) => (meet(a.x, b.x) && meet(a.y, b.y) ? [`${a.text} | ${b.text}`] : [])),
  );
};

const l1 = [0.01, 0.0316228, 0.1, 0.316228, 1];
const zone = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" } as const;
const ridge = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" } as const;
const names = ["clean", "jitter and noise on inputs and labels", "correlated_directions_with_an_unbroken_name", "none"];
const named = sweep({ repeats: 3, variants: names, l1 });
const one = { "sae.dictSize": 1 };
const many = (count: number) =>
  sweep({ variants: Array.from({ length: count }, (_, index) => `variant number ${index}`), l1: [0.1], ratios: [1] });
const word =
  "Pneumonoultramicroscopicsilicovolcanoconiosis_and_more_of_the_same_without_a_space_in_it_for_a_very_long_time";
const byVariant = { kind: "line", x: "variant", y: "mmcs.truth" } as const;

const figures: readonly (readonly [string, FigureSpec, ReturnType<typeof sweep>])[] = [
  ["the hash of a narrow figure", { ...zone, width: 320 }, sweep()],
  ["the hash of the narrowest figure", { ...zone, width: 200, height: 200, series: "variant" }, named],
  ["a word wider than the figure", { ...zone, title: word, caption: word, labels: { x: word, y: word } }, sweep()],
  ["long names of categories", { ...byVariant, where: { "sae.l1Coefficient": 0.1 } }, named],
  ["long names of panels", { ...zone, facet: "variant", where: one }, named],
  ["long names of series in a narrow figure", { ...zone, series: "variant", where: one, width: 320 }, named],
  ["long names down a heatmap", { ...ridge, y: "variant", where: one }, named],
  ["long names down a narrow heatmap", { ...ridge, y: "variant", where: one, width: 320 }, named],
  ["forty names", byVariant, many(40)],
  ["ninety names", byVariant, many(90)],
  ["forty names in a narrow figure", { ...byVariant, width: 320 }, many(40)],
  [
    "intervals and numbers in low cells",
    { ...ridge, numbers: true },
    sweep({ l1: [0.1, 1], ratios: Array.from({ length: 22 }, (_, index) => 0.25 * 1.2 ** index), repeats: 3 }),
  ],
  ["panels in a narrow figure", { ...ridge, facet: "variant", width: 320 }, named],
];

describe("text is neither cut off nor written over other text:", () => {
  test.each(figures)("%s", (_, figure, table) => {
    const { svg } = renderFigure(inputFor(figure, table));
    expect(cutOff(svg)).toEqual([]);
    expect(touching(svg)).toEqual([]);
  });

  test.each(Object.keys(gallery))("%s of the gallery", (name) => {
    const input = gallery[name]?.();
    const svg = input === undefined ? "" : renderFigure(input).svg;
    expect(cutOff(svg)).toEqual([]);
    expect(touching(svg)).toEqual([]);
  });

  test("panels of a history", () => {
    const table = sweep({ l1, ratios: [0.5, 1, 2, 4] });
    const figure: FigureSpec = { kind: "history", y: "mmcs.truth", series: "sae.l1Coefficient", facet: "sae.dictSize" };
    const { svg } = renderFigure({ ...inputFor(figure, table), histories: histories(table) });
    expect([cutOff(svg), touching(svg)]).toEqual([[], []]);
  });
});

test("names that are cut keep their beginnings and ends, by which they differ", () => {
  const table = sweep({
    variants: ["a_long_name_of_a_variant_that_is_the_first", "a_long_name_of_a_variant_that_is_the_last"],
    l1,
  });
  const { svg } = renderFigure(inputFor({ ...ridge, y: "variant", where: one, width: 320 }, table));
  const cut = textBoxes(svg)
    .boxes.filter(({ text }) => text.includes("…"))
    .map(({ text }) => text);
  expect(cut.map((text) => text.slice(-3)).toSorted()).toEqual(["ast", "rst"]);
});

test("lines that cross a heatmap leave its numbers readable", () => {
  const { svg } = renderFigure(inputFor({ ...ridge, numbers: true, reference: ["deathLine", "zone"] }, sweep()));
  const [line, number] = [svg.lastIndexOf('aria-label="line"'), svg.lastIndexOf('aria-label="text"')];
  expect(line).toBeGreaterThan(0);
  expect(number).toBeGreaterThan(line);
  expect(svg.slice(number)).toContain('paint-order="stroke"');
});

const drawn = (table: ReturnType<typeof sweep>): string =>
  renderFigure(inputFor({ ...ridge, numbers: true }, table)).svg;

test("numbers that no cell has room for are left out, and the caption says so", () => {
  const wide = Array.from({ length: 60 }, (_, index) => 0.01 * 1.1 ** index);
  expect(drawn(sweep({ l1: wide }))).toContain("too small for their numbers");
  const high = Array.from({ length: 60 }, (_, index) => 1.1 ** index);
  expect(drawn(sweep({ ratios: high, l1 }))).toContain("too small for their numbers");
  expect(drawn(sweep())).not.toContain("too small");
});

/** Where across the figure its points stand. */
const places = (figure: FigureSpec, table: ReturnType<typeof sweep>): readonly number[] => {
  const { svg } = renderFigure(inputFor(figure, table));
  return [...svg.matchAll(/<circle cx="([\d.]+)" cy="[\d.]+" fill="#[\da-f]{6}" r="3" stroke/gu)].map(([, x]) =>
    Number(x),
  );
};

describe("series over names", () => {
  const table = sweep({ variants: ["clean", "same"], l1 });

  test("stand side by side, so that none hides another", () => {
    const found = places({ ...byVariant, series: "sae.l1Coefficient", where: one }, table);
    expect(found).toHaveLength(10);
    expect(new Set(found).size).toBe(10);
  });

  test("stand where their value is along numbers", () => {
    const found = places({ ...zone, series: "variant", where: one }, table);
    expect(new Set(found).size).toBe(5);
  });
});

test.each(["strip", "box"] as const)(
  "the single repeats of a %s stand within the frame of a narrow figure",
  (spread) => {
    const { svg } = renderFigure(inputFor({ ...zone, where: one, spread, width: 200 }, sweep({ repeats: 5, l1 })));
    const [, width = 0, left = 0] =
      /aria-label="frame"[^>]*width="([\d.]+)" x="([\d.]+)"/u.exec(svg)?.map(Number) ?? [];
    const aside = [...svg.matchAll(/transform="translate\(7,0\)">(.*?)<\/g>/gsu)].flatMap(([, marks = ""]) =>
      [...marks.matchAll(/(?:cx|x1|x2)="([\d.]+)"/gu)].map(([, x]) => Number(x) + 7),
    );
    expect(aside.length).toBeGreaterThan(0);
    expect(Math.max(...aside)).toBeLessThan(left + width);
  },
);
