import { renderFigure } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { L1_VALUES, sweep } from "./fake-tables.ts";
import { gallery, inputFor } from "./gallery.ts";

const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;
const ridge = { kind: "heatmap", x: "sae.l1Coefficient", y: "sae.dictSize", fill: "mmcs.truth" } as const;
const zone = { kind: "line", x: "sae.l1Coefficient", y: "mmcs.truth" } as const;

/** Where the tick of that label stands, in the pixels of its panel. */
function tickAt(svg: string, label: string): { x: number; y: number } {
  const found = new RegExp(`transform="translate\\(([\\d.]+),([\\d.]+)\\)"[^>]*>${label}</text>`, "u").exec(svg);
  return { x: Number(found?.[1]), y: Number(found?.[2]) };
}

/** The points of the last line that is drawn with those dashes. */
function lineWith(svg: string, dashes: string): { x: number; y: number }[] {
  const groups = svg.split(`stroke-dasharray="${dashes}" stroke-linecap`);
  const path = /<path d="([^"]+)"/u.exec(groups.at(-1) ?? "")?.[1] ?? "";
  return path.split(/[ML]/u).flatMap((pair) => (pair === "" ? [] : [point(pair)]));
}

function point(pair: string): { x: number; y: number } {
  const [x, y] = pair.split(",").map(Number);
  return { x: x ?? Number.NaN, y: y ?? Number.NaN };
}

/** The distinct ones among those intervals, ascending. */
const edgesOf = (intervals: readonly [number, number][]): [number, number][] =>
  [...new Map(intervals.map((one) => [one[0], one])).values()].toSorted(([a], [b]) => a - b);

/** How far each interval begins after the one before ends. */
const gaps = (edges: readonly [number, number][]): number[] =>
  edges.slice(1).map(([low], i) => low - (edges[i]?.[1] ?? 0));

describe("a heatmap", () => {
  const svg = renderFigure(
    inputFor({ ...ridge, reference: ["deathLine"] }, sweep({ missing: (cell) => cell.l1 === 10 && cell.ratio > 2 })),
  ).svg;

  test("draws missing cells grey with a cross, and counts them", () => {
    expect(count(svg, /<rect fill="#d6d6d6" height="[\d.]+" width="[\d.]+" x="/g)).toBe(2);
    expect(svg).toContain("2 values are missing");
  });

  test("puts ratios on the axis, and decades", () => {
    for (const label of ["¼×", "½×", "1×", "2×", "4×", "8×", "0.01", "0.1", "1", "10"])
      expect(tickAt(svg, label).x).toBeGreaterThan(0);
  });

  test("draws cells as wide as their step of the grid", () => {
    const widths = [...svg.matchAll(/<rect fill="#[\da-f]{6}" height="([\d.]+)" width="([\d.]+)" x="[\d.]+" y/g)].map(
      ([, , width]) => Number(width),
    );
    expect(widths.length).toBe(78);
    // Axis values are rounded to 6 digits, so steps differ in the sixth.
    for (const width of widths) expect(width).toBeCloseTo(widths[0] ?? 0, 1);
  });

  test("draws the death line where α is 2J/h", () => {
    const [left, right, low, high] = [tickAt(svg, "0.01"), tickAt(svg, "10"), tickAt(svg, "¼×"), tickAt(svg, "8×")];
    const points = lineWith(svg, "6,4");
    expect(points.length).toBe(8);
    for (const { x, y } of points) {
      const size = 32 * 2 ** ((5 * (low.y - y)) / (low.y - high.y));
      const coefficient = 10 ** (-2 + (3 * (x - left.x)) / (right.x - left.x));
      expect(coefficient / ((2 * size) / 64)).toBeCloseTo(1, 2);
    }
  });

  test("draws the death line upright where the penalty is a sum", () => {
    const table = sweep();
    const columns = table.columns.map((column) =>
      column.name === "sae.l1Normalise" ? { ...column, values: column.values.map(() => "sum") } : column,
    );
    const drawn = renderFigure(inputFor({ ...ridge, reference: ["deathLine"] }, { ...table, columns })).svg;
    const [left, right] = [tickAt(drawn, "0.01"), tickAt(drawn, "10")];
    for (const { x } of lineWith(drawn, "6,4"))
      expect(10 ** (-2 + (3 * (x - left.x)) / (right.x - left.x))).toBeCloseTo(2 / 64, 3);
    expect(drawn).toContain("death line α = 2/h");
  });

  test("gives a zero on a logarithmic axis a band of its own", () => {
    const drawn = renderFigure(inputFor(ridge, sweep({ l1: [0, ...L1_VALUES] }))).svg;
    expect(tickAt(drawn, "0").x).toBeLessThan(tickAt(drawn, "0.01").x);
  });

  test("draws zeros of both axes apart from their scales, in cells of their own", () => {
    const table = sweep({ l1: [0, 0.01, 0.1, 1], ratios: [1, 2, 4, 8] });
    const noise = new Map([128, 256, 512, 1024].map((size, index) => [size, [0, 0.01, 0.1, 1][index] ?? null]));
    const columns = table.columns.map(({ labels, ...column }) => {
      if (column.name !== "sae.dictSize") return labels === undefined ? column : { ...column, labels };
      const values = column.values.map((value) => noise.get(Number(value)) ?? null);
      return { ...column, name: "data.noise.input", label: "input noise", values };
    });
    const { svg: drawn } = renderFigure(inputFor({ ...ridge, y: "data.noise.input" }, { ...table, columns }));
    const cell = /<rect fill="#[\da-f]{6}" height="([\d.]+)" width="([\d.]+)" x="([\d.]+)" y="([\d.]+)"/gu;
    const boxes = [...drawn.matchAll(cell)].map(([, ...sides]) => sides.map(Number));
    const across = edgesOf(boxes.map(([, width = 0, x = 0]) => [x, x + width]));
    const down = edgesOf(boxes.map(([height = 0, , , y = 0]) => [y, y + height]));
    expect([boxes.length, across.length, down.length]).toEqual([16, 4, 4]);
    expect(gaps(across).map((gap) => gap > 10)).toEqual([true, false, false]);
    expect(gaps(down).map((gap) => gap > 10)).toEqual([false, false, true]);
    expect(count(drawn, />0<\/text>/gu)).toBe(2);
  });

  test("draws no cell that the grid leaves out", () => {
    const table = sweep();
    const drawn = renderFigure(
      inputFor({ ...ridge, where: { "sae.dictSize": ["1×", "2×"], "sae.l1Coefficient": [0.1, 1] } }, table),
    );
    expect(drawn.data.rows).toBe(4);
  });

  test("marks chance on the colour bar without being asked, and states its range", () => {
    expect(svg).toMatch(/>chance<\/text>/u);
    expect(svg).toContain("Chance level: 0.29–0.37.");
  });

  test("says that a bar is cut off where a domain cuts it", () => {
    const input = gallery["heatmap-capped"]?.();
    const drawn = input === undefined ? undefined : renderFigure(input);
    expect(drawn?.svg).toContain("≥ 100");
    const values = drawn?.data.columns.find((column) => column.name === "dead")?.values ?? [];
    expect(Math.max(...values.map(Number))).toBeGreaterThan(100);
  });
});

/** Where across the figure the line of a colour bar's label stands that has that text. */
const lineOfBar = (label: string, first: string): number => {
  const table = sweep({ ratios: [1, 2] });
  const columns = table.columns.map((column) => (column.name === "mmcs.truth" ? { ...column, label } : column));
  const { svg } = renderFigure(inputFor(ridge, { ...table, columns }));
  const found = new RegExp(`translate\\(([\\d.]+),[\\d.]+\\) rotate\\(-90\\)"[^>]*>${first}</text>`, "u").exec(svg);
  return Number(found?.[1]);
};

test("a colour bar's label keeps off its ticks, however many lines it takes", () => {
  const short = lineOfBar("MMCS", "MMCS");
  const long = ["a label that is longer", "than its bar is high"] as const;
  expect(short).toBeGreaterThan(0);
  expect(lineOfBar(long.join(" "), long[0])).toBe(short);
  expect(lineOfBar(long.join(" "), long[1])).toBeGreaterThan(short + 10);
});

describe("a line figure", () => {
  test("draws the death line upright at the coefficient of its one size", () => {
    const svg = renderFigure(
      inputFor({ ...zone, where: { "sae.dictSize": 1 }, reference: ["deathLine"] }, sweep()),
    ).svg;
    const [left, right] = [tickAt(svg, "0.01"), tickAt(svg, "10")];
    for (const { x } of lineWith(svg, "6,4"))
      expect(10 ** (-2 + (3 * (x - left.x)) / (right.x - left.x))).toBeCloseTo(4, 1);
  });

  test("selects the rows of a ratio by number, by label and by size alike", () => {
    const drawn = [0.5, "½×", 64].map(
      (value) => renderFigure(inputFor({ ...zone, where: { "sae.dictSize": value } }, sweep())).svg,
    );
    expect(new Set(drawn).size).toBe(1);
  });

  test("leaves a gap and a cross where a value is missing, and draws the others", () => {
    const svg = renderFigure(
      inputFor({ ...zone, where: { "sae.dictSize": 1 } }, sweep({ missing: (cell) => cell.l1 === 0.1 })),
    ).svg;
    expect(count(svg, /<circle cx="[\d.]+" cy="[\d.]+" fill="#(?:0072b2|ffffff)" r="3" stroke/g)).toBe(12);
    expect(svg).toContain("1 value is missing (a grey cross).");
  });

  test("draws chance level where it is one number, and along x where it is not", () => {
    const level = renderFigure(inputFor({ ...zone, where: { "sae.dictSize": 1 }, reference: ["chance"] }, sweep())).svg;
    expect(new Set(lineWith(level, "2,3").map(({ y }) => y)).size).toBe(1);
    const sizes = { kind: "line", x: "sae.dictSize", y: "mmcs.truth", reference: ["chance"] } as const;
    const along = renderFigure(inputFor(sizes, sweep())).svg;
    expect(new Set(lineWith(along, "2,3").map(({ y }) => y)).size).toBe(6);
  });
});

describe("a domain of the y axis", () => {
  const bounded = { "sae.dictSize": 1 } as const;
  const values = (table: ReturnType<typeof sweep>): number[] => {
    const drawn = renderFigure(inputFor({ ...zone, where: bounded }, table));
    return (drawn.data.columns.find((column) => column.name === "mmcs.truth")?.values ?? []).map(Number);
  };

  test.each(["line", "scatter"] as const)("leaves the points of a %s beyond it out, and counts them", (kind) => {
    const beyond = values(sweep()).filter((value) => value < 0.5).length;
    const drawn = renderFigure(inputFor({ ...zone, kind, where: bounded, domain: [0.5, 1] }, sweep()));
    const dots = count(drawn.svg, /<circle cx="[\d.]+" cy="[\d.]+" fill="#(?:0072b2|ffffff)" r="3(?:\.5)?" stroke/g);
    expect(beyond).toBeGreaterThan(0);
    expect(dots).toBe(L1_VALUES.length - beyond);
    expect(drawn.svg).toContain(`${beyond} points lie beyond the axes.`);
    expect(drawn.data.rows).toBe(L1_VALUES.length);
  });

  test("leaves nothing out that it holds", () => {
    const drawn = renderFigure(inputFor({ ...zone, where: bounded, domain: [0, 1] }, sweep()));
    expect(drawn.svg).not.toContain("beyond the axes");
  });
});

test("the caption names scale, steps, seeds, n and hash", () => {
  const { svg } = renderFigure(inputFor(zone, sweep({ repeats: 3 })));
  for (const fact of ["h = 64, G = 128", "10,000 steps of 256", "seeds: features 0", "n = 3", "hash 3f9a1c5e"])
    expect(svg).toContain(fact);
});
