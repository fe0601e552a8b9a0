import { type Column, type FigureSpec, renderFigure, type Table } from "@goldilocks/figures";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inputFor } from "./gallery.ts";

/** A table with one row for each of those values along x, and something measured. */
function tableOf(x: Omit<Column, "values">, values: readonly number[], more: Partial<Column> = {}): Table {
  const measured = values.map((_, row) => (row * 7919) % 13);
  return {
    rows: values.length,
    columns: [
      { ...x, values, ...more },
      { name: "seeds.init", label: "seed", kind: "number", scale: "linear", values: values.map(() => 0) },
      { name: "l0", label: "L0", kind: "number", scale: "linear", values: measured },
      { name: "y", label: "y", kind: "number", scale: "linear", values: measured },
    ],
  };
}

const setting = (name: string, scale: Column["scale"]) => ({ name, label: name, kind: "number", scale }) as const;
const draw = (figure: FigureSpec, table: Table): string => renderFigure(inputFor(figure, table)).svg;

/** The tick labels of an axis. */
function ticksOf(svg: string, axis: "x" | "y"): string[] {
  const groups = [...svg.matchAll(new RegExp(`aria-label="${axis}-axis tick label"[^>]*>([\\s\\S]*?)</g>`, "gu"))];
  return groups.flatMap(([, group = ""]) => [...group.matchAll(/>([^<]+)<\/text>/gu)].map(([, text = ""]) => text));
}

/** The tick labels of the colour bar, whose text begins 20 pixels right of it. */
const barTicks = (svg: string): string[] =>
  [...svg.matchAll(/<text fill="#1a1a1a" font-size="11" x="20" y="[^"]*">([^<]+)<\/text>/gu)].map(
    ([, text = ""]) => text,
  );

const POWERS: Readonly<Record<string, string>> = {
  "⁰": "0",
  "¹": "1",
  "²": "2",
  "³": "3",
  "⁴": "4",
  "⁵": "5",
  "⁶": "6",
  "⁷": "7",
  "⁸": "8",
  "⁹": "9",
  "⁻": "-",
};

/** The number that a label writes. */
function numberIn(label: string): number {
  const [, mantissa = "1", power = "0"] = /^(?:(.*?)×?)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/u.exec(label) ?? [];
  if (power === "0") return Number(label.replaceAll(",", "").replace("−", "-"));
  const exponent = Array.from(power, (digit) => POWERS[digit] ?? "").join("");
  return Number(`${mantissa === "" ? "1" : mantissa.replace("−", "-")}e${exponent}`);
}

const line: FigureSpec = { kind: "line", x: "sae.k", y: "y" };

describe("an axis of the grid has ticks at its values:", () => {
  test("those of the issue", () => {
    expect(ticksOf(draw(line, tableOf(setting("sae.k", "log"), [2, 4, 8, 16])), "x")).toEqual(["2", "4", "8", "16"]);
    expect(ticksOf(draw(line, tableOf(setting("sae.k", "log"), [16, 32, 64])), "x")).toEqual(["16", "32", "64"]);
    expect(ticksOf(draw(line, tableOf(setting("sae.k", "linear"), [16, 32, 64])), "x")).toEqual(["16", "32", "64"]);
  });

  test("of a scatter along both axes, and of its colours", () => {
    const table = tableOf(setting("sae.k", "log"), [3, 7, 11]);
    const svg = draw({ kind: "scatter", x: "sae.k", y: "y", fill: "sae.k" }, table);
    expect(ticksOf(svg, "x")).toEqual(["3", "7", "11"]);
    expect(barTicks(svg)).toEqual(["3", "7", "11"]);
    expect(ticksOf(draw({ kind: "scatter", x: "y", y: "sae.k" }, table), "y")).toEqual(["3", "7", "11"]);
  });

  test("of an axis with a name of its own, by its labels", () => {
    const labels = ["0.3×", "0.7×", "1.1×"];
    const table = tableOf(setting("size", "log"), [38, 90, 141], { labels });
    expect(ticksOf(draw({ ...line, x: "size" }, table), "x")).toEqual(labels);
  });

  test("of more than twenty named values, the rounder ones", () => {
    const values = Array.from({ length: 41 }, (_, index) => 10 * (index + 10));
    const table = tableOf(setting("sae.dictSize", "log"), values, { labels: values.map((value) => `${value / 100}×`) });
    const ticks = ticksOf(draw({ ...line, x: "sae.dictSize" }, table), "x");
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.filter((tick) => !values.includes(Math.round(Number(tick.slice(0, -1)) * 100)))).toEqual([]);
  });

  test("decades where sixteen values a figure 3 has do not fit", () => {
    const values = [
      0.01, 0.0158489, 0.0251189, 0.0398107, 0.0630957, 0.1, 0.158489, 0.251189, 0.398107, 0.630957, 1, 1.58489,
      2.51189, 3.98107, 6.30957, 10,
    ];
    const table = tableOf(setting("sae.l1Coefficient", "log"), values);
    expect(ticksOf(draw({ ...line, x: "sae.l1Coefficient" }, table), "x")).toEqual(["0.01", "0.1", "1", "10"]);
  });

  test("values that only many digits tell apart have them", () => {
    const table = tableOf(setting("sae.k", "linear"), [1.00001, 1.00002]);
    expect(ticksOf(draw(line, table), "x")).toEqual(["1.00001", "1.00002"]);
  });
});

const numbers = fc.oneof(
  fc.integer({ min: 0, max: 5000 }),
  fc.integer({ min: 1, max: 9999 }).map((n) => n / 1000),
  fc.integer({ min: 1, max: 99_999 }).map((n) => Number(`${n}e-7`)),
);

test.each(["log", "linear"] as const)(
  "every label of a %s axis names one of its values, on any axis and the colour bar",
  (scale) => {
    fc.assert(
      fc.property(fc.uniqueArray(numbers, { minLength: 1, maxLength: 60 }), (given) => {
        const values = given.toSorted((a, b) => a - b);
        const table = tableOf(setting("sae.k", scale), values);
        const names = (labels: readonly string[]): string[] =>
          labels.filter((label) => {
            const number = numberIn(label);
            return !values.some((value) =>
              [4, 6, 9, 12, 17].some((digits) => Number(value.toPrecision(digits)) === number),
            );
          });
        const scatter = draw({ kind: "scatter", x: "sae.k", y: "y", fill: "sae.k" }, table);
        const heatmap = draw({ kind: "heatmap", x: "y", y: "sae.k", fill: "l0" }, table);
        const invented = [
          ...ticksOf(draw(line, table), "x"),
          ...ticksOf(scatter, "x"),
          ...barTicks(scatter),
          ...ticksOf(heatmap, "y"),
        ];
        expect(names(invented)).toEqual([]);
        expect(ticksOf(scatter, "x").length).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  },
);

test("what was measured keeps round ticks", () => {
  expect(
    ticksOf(draw({ kind: "scatter", x: "l0", y: "y" }, tableOf(setting("sae.k", "log"), [2, 3, 5, 7])), "x"),
  ).toContain("0");
});
