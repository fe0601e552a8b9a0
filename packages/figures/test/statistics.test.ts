import { type FigureSpec, renderFigure, type Scalar, studentT, type Table } from "@goldilocks/figures";
import { describe, expect, test } from "vitest";
import { inputFor } from "./gallery.ts";

const column = (name: string, values: readonly (Scalar | null)[]): Table["columns"][number] => ({
  name,
  label: name,
  kind: "number",
  scale: "linear",
  values,
});
const table = (columns: Readonly<Record<string, readonly (Scalar | null)[]>>): Table => {
  const list = Object.entries(columns).map(([name, values]) => column(name, values));
  return { rows: list[0]?.values.length ?? 0, columns: list };
};
const drawn = (figure: FigureSpec, data: Table): Record<string, readonly (Scalar | null)[]> =>
  Object.fromEntries(renderFigure(inputFor(figure, data)).data.columns.map(({ name, values }) => [name, values]));
const line: FigureSpec = { kind: "line", x: "x", y: "y" };

describe("repeated cells", () => {
  test("have mean and Student's interval over seeds", () => {
    const {
      y,
      "y.low": low,
      "y.high": high,
      "y.n": n,
    } = drawn(line, table({ x: [1, 1, 1, 2], y: [1, 2, 6, 5], repeat: [0, 1, 2, 0] }));
    const half = studentT(0.95, 2) * Math.sqrt(7 / 3); // variance of 1, 2, 6 is 7
    expect(y).toEqual([3, 5]);
    expect(low?.[0]).toBeCloseTo(3 - half, 12);
    expect(high?.[0]).toBeCloseTo(3 + half, 12);
    expect(n).toEqual([3, 1]);
    expect([low?.[1], high?.[1]]).toEqual([null, null]);
  });

  test("have the interval of the level asked for", () => {
    const data = table({ x: [1, 1], y: [0, 2], repeat: [0, 1] });
    expect(drawn({ ...line, interval: 0.5 }, data)["y.high"]?.[0]).toBeCloseTo(2, 12); // t = 1 with one degree of freedom
  });

  test("are reduced within each seed first, then averaged over the seeds", () => {
    const data = table({ x: [1, 1, 1, 1], y: [1, 9, 3, 4], repeat: [0, 0, 1, 1] });
    expect(drawn({ ...line, reduce: "max" }, data)["y"]).toEqual([6.5]);
    expect(drawn({ ...line, reduce: "min" }, data)["y"]).toEqual([2]);
    expect(drawn({ ...line, reduce: "median" }, data)["y"]).toEqual([4.25]);
    expect(drawn(line, data)["y.n"]).toEqual([2]);
  });

  test("count a seed once, however many rows it has", () => {
    const data = table({ x: [1, 1, 1], y: [0, 0, 6], repeat: [0, 0, 1] });
    expect(drawn(line, data)["y"]).toEqual([3]);
  });

  test("are told apart by the seeds where these are an axis", () => {
    const data = table({ x: [1, 1], y: [1, 3], repeat: [0, 0], "seeds.init": [0, 1] });
    expect(drawn(line, data)["y.n"]).toEqual([2]);
  });
});

describe("a training that several rows are of", () => {
  const overlapping = [0, 1, 2, 3].flatMap((init) => [0, 1, 2, 3].map((repeat) => ({ init: init + repeat, repeat })));
  const seeds = { repeat: overlapping.map(({ repeat }) => repeat), "seeds.init": overlapping.map(({ init }) => init) };
  const x = overlapping.map(() => 1);
  const y = overlapping.map(({ init }) => init);

  test("counts once: 4 seeds of an axis repeated over 4 are 7 trainings", () => {
    const { y: mean, "y.n": n, "y.high": high } = drawn(line, table({ x, y, ...seeds }));
    expect(n).toEqual([7]);
    expect(mean).toEqual([3]); // of 0 to 6, whose variance is 14/3
    expect(high?.[0]).toBeCloseTo(3 + studentT(0.95, 6) * Math.sqrt(14 / 3 / 7), 12);
  });

  test("weighs no more than one that has a single row, where other rows share its seed", () => {
    const rows = {
      x: [1, 1, 1],
      y: [0, 0, 6],
      "sae.l1Coefficient": [1, 1, 2],
      repeat: [0, 1, 0],
      "seeds.init": [1, 1, 1],
    };
    expect(drawn(line, table(rows))["y"]).toEqual([3]);
    expect(drawn(line, table(rows))["y.n"]).toEqual([1]);
  });

  test("gives the same interval whether an axis or repeats set its seed", () => {
    const three = { x: [1, 1, 1], y: [1, 2, 6], "seeds.init": [0, 1, 2] };
    expect(drawn(line, table({ ...three, repeat: [0, 1, 2] }))).toEqual(
      drawn(line, table({ ...three, repeat: [0, 0, 0] })),
    );
  });
});

describe("missing values", () => {
  test("are left out of the mean and counted", () => {
    const data = table({ x: [1, 1, 2], y: [4, null, null], repeat: [0, 1, 0] });
    expect(drawn(line, data)).toMatchObject({ y: [4, null], "y.n": [1, 0], "y.missing": [1, 1] });
  });

  test("in the column that places a mark are counted in the caption", () => {
    const { svg } = renderFigure(inputFor(line, table({ x: [1, null, 2], y: [1, 2, 3] })));
    expect(svg).toContain("1 row has no place in the figure");
  });
});

test("a histogram counts every value once, at the lower border of its bin", () => {
  const data = table({ x: [0, 0.05, 0.1, 0.95, 1, null] });
  const bars = drawn({ kind: "histogram", x: "x" }, data);
  const counted = (bars["count"] ?? []).map((n, index) => [bars["x.from"]?.[index], n]).filter(([, n]) => n !== 0);
  expect(counted).toEqual([
    [0, 1],
    [0.05, 1],
    [0.1, 1],
    [0.95, 1],
    [1, 1],
  ]);
});

test("a history reads its own columns and takes the others from the row it belongs to", () => {
  const short = table({ size: [10, 20], y: [0, 0] });
  const histories = table({ row: [0, 0, 1], step: [1, 2, 1], y: [5, 6, 7] });
  const figure: FigureSpec = { kind: "history", y: "y", series: "size" };
  const { data } = renderFigure({ ...inputFor(figure, short), histories });
  expect(data.columns.slice(0, 3).map(({ values }) => values)).toEqual([
    [10, 10, 20],
    [1, 2, 1],
    [5, 6, 7],
  ]);
});

test("a scatter has one point a cell, whatever its repeats", () => {
  const data = table({ "sae.dictSize": [1, 1, 2], repeat: [0, 1, 0], x: [1, 3, 5], y: [2, 4, 6] });
  expect(drawn({ kind: "scatter", x: "x", y: "y" }, data)).toMatchObject({ x: [2, 5], y: [3, 6] });
});
