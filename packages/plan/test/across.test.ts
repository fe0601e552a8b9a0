import type { Plan } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { nodeAt, ofKind, planOf } from "./small-plan.ts";

/** Size and seeds of the cell that a point belongs to. */
function cellAt(plan: Plan, point: string | undefined): string {
  const { sae, seeds } = plan.cells.find((cell) => cell.point === point)?.settings ?? {};
  return `${sae?.dictSize}: ${seeds?.init}/${seeds?.data}`;
}

/** For each cell those it is compared with across seeds, as pairs of what is compared with what. */
const comparisons = (plan: Plan): (readonly [string, readonly string[]])[] =>
  plan.cells.map(({ point, metrics }) => {
    const { inputs } = nodeAt(plan, metrics["mmcs.across"]?.node);
    const pairs = inputs.slice(0, inputs.length / 2).map((key) => nodeAt(plan, key).inputs);
    return [cellAt(plan, point), pairs.map(([few, many]) => `${cellAt(plan, few)} in ${cellAt(plan, many)}`)];
  });

const measured = "metrics: [mmcs.across]\n";
const repeated = "repeats: { over: [init], n: 3 }\n";

/** Two initialisations by two seeds of the data. */
const grid = (across: string): string =>
  `${measured}repeats: { over: [init], n: 2 }\nevaluate: { compareAcross: ${across} }\ngrid: { seeds.data: [0, 5] }\n`;

/** What the first cell is compared with. */
const first = async (across: string): Promise<readonly string[] | undefined> =>
  comparisons(await planOf(grid(across)))[0]?.[1];

describe("MMCS across seeds", () => {
  it("compares each dictionary with those of every other seed, of its own size, by ascending seeds", async () => {
    const plan = await planOf(`${measured}${repeated}grid: { sae.l1Coefficient: [0.1, 1] }\n`);
    expect(comparisons(plan).slice(0, 3)).toEqual([
      ["16: 0/0", ["16: 0/0 in 16: 1/0", "16: 0/0 in 16: 2/0"]],
      ["16: 1/0", ["16: 1/0 in 16: 0/0", "16: 1/0 in 16: 2/0"]],
      ["16: 2/0", ["16: 2/0 in 16: 0/0", "16: 2/0 in 16: 1/0"]],
    ]);
    expect(ofKind(plan, "pair")).toHaveLength(12);
  });

  it("compares the elements of the smaller where the sizes differ, and trains no cell for a size", async () => {
    const plan = await planOf(
      `${measured}repeats: { over: [init], n: 2 }\ngrid: { sae.dictSize: [8, 16], evaluate.compareSize: [8, 16] }\n`,
    );
    expect(ofKind(plan, "point")).toHaveLength(4);
    expect(comparisons(plan)).toEqual([
      ["8: 0/0", ["8: 0/0 in 8: 1/0"]],
      ["8: 1/0", ["8: 1/0 in 8: 0/0"]],
      ["8: 0/0", ["8: 0/0 in 16: 1/0"]],
      ["8: 1/0", ["8: 1/0 in 16: 0/0"]],
      ["16: 0/0", ["8: 1/0 in 16: 0/0"]],
      ["16: 1/0", ["8: 0/0 in 16: 1/0"]],
      ["16: 0/0", ["16: 0/0 in 16: 1/0"]],
      ["16: 1/0", ["16: 1/0 in 16: 0/0"]],
    ]);
  });

  it("names beside its pairs the chance level of the larger size of each", async () => {
    const plan = await planOf(`${measured}${repeated}grid: { sae.dictSize: [8, 32], evaluate.compareSize: [8, 32] }\n`);
    for (const { metrics, settings } of plan.cells) {
      const { inputs } = nodeAt(plan, metrics["mmcs.across"]?.node);
      const sizes = inputs.slice(2).map((key) => nodeAt(plan, key).parameters);
      const dictSize = Math.max(settings.sae.dictSize, settings.evaluate.compareSize);
      expect(sizes).toEqual([{ dictSize }, { dictSize }]);
    }
  });

  it("takes other initialisations, other data, or both, as it is told", async () => {
    expect(await first("init")).toEqual(["16: 0/0 in 16: 1/0"]);
    expect(await first("data")).toEqual(["16: 0/0 in 16: 0/5"]);
    expect(await first("initAndData")).toEqual(["16: 0/0 in 16: 0/5", "16: 0/0 in 16: 1/0", "16: 0/0 in 16: 1/5"]);
  });

  it("finds none across one seed where repeats change another as well, nor across true features", async () => {
    for (const over of ["[init, data]", "[features, init]", "[data]"]) {
      const plan = await planOf(`${measured}repeats: { over: ${over}, n: 2 }\n`);
      expect(ofKind(plan, "pair")).toEqual([]);
      expect(ofKind(plan, "across")).toHaveLength(1);
    }
    const both = await planOf(
      `${measured}repeats: { over: [init, data], n: 2 }\nevaluate: { compareAcross: initAndData }\n`,
    );
    expect(ofKind(both, "pair")).toHaveLength(2);
  });

  it("compares only cells whose other settings are the same", async () => {
    const plan = await planOf(
      `${measured}${repeated}grid: { train.steps: [300, 600], variant: { a: {}, b: { data.jitter: 0.1 } } }\n`,
    );
    expect(ofKind(plan, "pair")).toHaveLength(4 * 6);
    for (const { inputs } of ofKind(plan, "pair")) {
      const [one, other] = inputs.map((key) => plan.cells.find(({ point }) => point === key)?.settings);
      expect({ ...one, seeds: other?.seeds }).toEqual(other);
    }
  });
});

describe("averaging over seeds", () => {
  const averaged = "metrics: [mmcs.truth.averaged]\n";

  it("takes the features, the chance level, the cell's own point, and the others' by ascending seeds", async () => {
    const plan = await planOf(`${averaged}${repeated}`);
    const [, second] = plan.cells;
    const { inputs, needs, parameters } = nodeAt(plan, second?.metrics["mmcs.truth.averaged"]?.node);
    const [features, chance, ...points] = inputs.map((key) => nodeAt(plan, key));
    expect([features?.kind, chance?.kind]).toEqual(["features", "chance"]);
    expect(points.map(({ key }) => cellAt(plan, key))).toEqual(["16: 1/0", "16: 0/0", "16: 2/0"]);
    expect(needs).toEqual(inputs);
    expect(parameters).toEqual({ averageAbove: 0 });
  });

  it("keeps to its own size, whatever size is compared", async () => {
    const plan = await planOf(`${averaged}${repeated}grid: { sae.dictSize: [8, 16], evaluate.compareSize: [8, 16] }\n`);
    expect(ofKind(plan, "averaged")).toHaveLength(6);
    for (const { inputs } of ofKind(plan, "averaged")) {
      const sizes = new Set(inputs.slice(2).map((key) => cellAt(plan, key).split(":")[0]));
      expect(sizes.size).toBe(1);
    }
  });

  it("is another result for another threshold, of the same trainings", async () => {
    const plan = await planOf(`${averaged}${repeated}grid: { evaluate.averageAbove: [0, 0.5] }\n`);
    expect(ofKind(plan, "averaged")).toHaveLength(6);
    expect(ofKind(plan, "point")).toHaveLength(3);
    const thresholds = ofKind(plan, "averaged").map(({ parameters }) => parameters);
    expect(thresholds).toEqual([0, 0, 0, 0.5, 0.5, 0.5].map((averageAbove) => ({ averageAbove })));
  });

  it("is its own dictionary alone where no cell has another seed", async () => {
    const [node] = ofKind(await planOf(averaged), "averaged");
    expect(node?.inputs).toHaveLength(3);
  });
});

describe("settings of comparisons", () => {
  it("change no key where they are not used", async () => {
    const before = await planOf("grid: { sae.dictSize: [8, 16] }\nmetrics: [mmcs.larger, ssll, dead]\n");
    const after = await planOf(
      "evaluate: { compareAcross: init, compareSize: 0, averageAbove: 0 }\ngrid: { sae.dictSize: [8, 16] }\nmetrics: [mmcs.larger, ssll, dead]\n",
    );
    expect([...after.nodes.keys()]).toEqual([...before.nodes.keys()]);
    expect(JSON.stringify(before.experiment.normal)).not.toContain("compare");
  });
});
