import { type Experiment, isExcluded } from "@goldilocks/spec";
import * as fc from "fast-check";
import { expect, test } from "vitest";

type Exclusion = Experiment["exclude"][number];

const axes = ["a", "b", "c"];
const points = fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1 });
const entries = fc
  .subarray(axes)
  .chain((named) => fc.tuple(...named.map((axis) => points.map((found) => ({ axis, points: found })))));
const exclusions = fc.array(entries.map((found): Exclusion => ({ entries: found })));

test("a cell is left out exactly if all entries of some exclusion name its points", () => {
  const place = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 }), fc.nat({ max: 4 }));
  fc.assert(
    fc.property(exclusions, place, (exclude, at) => {
      const point = (axis: string): number | undefined => at[axes.indexOf(axis)];
      const plainly = exclude.some((one) =>
        one.entries.every((entry) => entry.points.includes(point(entry.axis) ?? Number.NaN)),
      );
      expect(isExcluded(exclude, point)).toBe(plainly);
    }),
  );
});

test("ten thousand exclusions are looked up, not gone through, for each of ninety thousand cells", () => {
  const exclude: Exclusion[] = Array.from({ length: 10_000 }, (_, i) => ({
    entries: [
      { axis: "a", points: [i % 300] },
      { axis: "b", points: [Math.floor(i / 300)] },
    ],
  }));
  let out = 0;
  for (let a = 0; a < 300; a++)
    for (let b = 0; b < 300; b++) if (isExcluded(exclude, (axis) => (axis === "a" ? a : b))) out += 1;
  expect(out).toBe(10_000);
});
