import type { NodeKind, Plan } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { l1Coefficient } from "../src/penalty-coefficient.ts";
import { nodeAt, ofKind, planOf } from "./small-plan.ts";

/** Of each cell its size and the sizes that it is compared with, in the order in which its node names them. */
function comparisons(plan: Plan): (readonly [number, readonly number[]])[] {
  const sizes = new Map(plan.cells.map(({ point, settings }) => [point, settings.sae.dictSize]));
  return plan.cells.map(({ point, settings, metrics }) => {
    const { inputs } = nodeAt(plan, metrics["mmcs.larger"]?.node);
    const pairs = inputs.slice(0, inputs.length / 2).map((key) => nodeAt(plan, key));
    expect(pairs.every(({ kind, inputs: [smaller] }) => kind === "pair" && smaller === point)).toBe(true);
    return [settings.sae.dictSize, pairs.map(({ inputs: [, larger] }) => sizes.get(larger ?? "") ?? 0)] as const;
  });
}

const compared = "metrics: [mmcs.larger, mmcs.larger.next]\n";

/** Estimated memory of comparing a dictionary with one of twice its size. */
const memoryAt = async (size: number): Promise<number> => {
  const plan = await planOf(`${compared}grid: { sae.dictSize: [${size}, ${2 * size}] }\n`);
  return ofKind(plan, "pair")[0]?.cost.memory ?? 0;
};

/** Keys of the nodes of a kind. */
const keysAt = (plan: Plan, kind: NodeKind): string[] => ofKind(plan, kind).map(({ key }) => key);

describe("MMCS with larger dictionaries", () => {
  it("compares each dictionary with every larger one, ascending, however the axis is written", async () => {
    const plan = await planOf(`${compared}grid: { sae.dictSize: [32, 8, 64, 16] }\n`);
    expect(comparisons(plan)).toEqual([
      [32, [64]],
      [8, [16, 32, 64]],
      [64, []],
      [16, [32, 64]],
    ]);
    expect(ofKind(plan, "pair")).toHaveLength(6);
  });

  it("names beside its pairs the chance levels of the larger sizes, in the same order", async () => {
    const plan = await planOf(`${compared}grid: { sae.dictSize: [8, 64, 16] }\n`);
    const { inputs, needs } = nodeAt(plan, plan.cells[0]?.metrics["mmcs.larger"]?.node);
    const chances = inputs.slice(2).map((key) => nodeAt(plan, key));
    expect(chances.map(({ kind, parameters }) => [kind, parameters])).toEqual([
      ["chance", { dictSize: 16 }],
      ["chance", { dictSize: 64 }],
    ]);
    expect(needs).toEqual(inputs);
  });

  it("compares only cells whose other settings and seeds are the same", async () => {
    const plan = await planOf(
      `${compared}repeats: 2\ngrid: { sae.dictSize: [8, 16], sae.l1Coefficient: [0.1, 1], train.steps: [300, 600] }\n`,
    );
    expect(ofKind(plan, "pair")).toHaveLength(8);
    for (const pair of ofKind(plan, "pair")) {
      const [smaller, larger] = pair.inputs.map((key) => plan.cells.find(({ point }) => point === key)?.settings);
      expect(smaller?.sae.dictSize).toBe(8);
      expect(larger).toEqual({ ...smaller, sae: { ...smaller?.sae, dictSize: 16 } });
    }
  });

  it("compares nothing where another setting goes with the size", async () => {
    const plan = await planOf(
      `${compared}grid: { zip: { both: { sae.dictSize: [8, 16], sae.l1Coefficient: [0.1, 0.2] } } }\n`,
    );
    expect(ofKind(plan, "pair")).toEqual([]);
    expect(ofKind(plan, "larger")).toHaveLength(1);
  });

  it("shares the pairs of two grids, and their points with a grid that compares nothing", async () => {
    const [few, many, none] = [
      await planOf(`${compared}grid: { sae.dictSize: [8, 16] }\n`),
      await planOf(`${compared}grid: { sae.dictSize: [8, 16, 32] }\n`),
      await planOf("metrics: [mmcs.truth]\ngrid: { sae.dictSize: [8, 16, 32] }\n"),
    ];
    expect(keysAt(many, "pair")).toEqual(expect.arrayContaining(keysAt(few, "pair")));
    expect(keysAt(many, "point")).toEqual(keysAt(none, "point"));
    expect(ofKind(none, "pair")).toEqual([]);
  });

  it("costs memory that grows with the sizes, not with their product", async () => {
    expect((await memoryAt(80_000)) / (await memoryAt(8_000))).toBeLessThan(10);
  });
});

describe("standardised log losses", () => {
  const wanted = "metrics: [ssll, l1.norm.standardised]\n";
  const grid = "sae.dictSize: [32, 8], sae.l1Coefficient: [1, 0.1]";

  it("look at all cells that differ in size and L1 coefficient alone, in one order", async () => {
    const plan = await planOf(`${wanted}grid: { ${grid} }\n`);
    const [node, ...others] = ofKind(plan, "standardised");
    expect(others).toEqual([]);
    const held = (node?.inputs ?? []).map((key) => nodeAt(plan, nodeAt(plan, key).inputs[0]).key);
    const cells = held.map((point) => plan.cells.find((cell) => cell.point === point)?.settings.sae);
    expect(cells.map((sae) => [sae?.dictSize, sae && l1Coefficient(sae)])).toEqual([
      [8, 0.1],
      [8, 1],
      [32, 0.1],
      [32, 1],
    ]);
    const turned = await planOf(`${wanted}grid: { sae.l1Coefficient: [0.1, 1], sae.dictSize: [8, 32] }\n`);
    expect(ofKind(turned, "standardised").map(({ key }) => key)).toEqual([node?.key]);
  });

  it("stay within one seed, and within one value of every other setting", async () => {
    const plan = await planOf(`${wanted}repeats: { over: [init], n: 2 }\ngrid: { ${grid}, train.steps: [300, 600] }\n`);
    const groups = ofKind(plan, "standardised");
    expect(groups.map(({ inputs }) => inputs.length)).toEqual([4, 4, 4, 4]);
    for (const { settings, metrics } of plan.cells) {
      const { inputs } = nodeAt(plan, metrics.ssll?.node);
      for (const { point } of inputs.map((key) => ({ point: nodeAt(plan, key).inputs[0] }))) {
        const other = plan.cells.find((cell) => cell.point === point)?.settings;
        expect({ ...other, sae: settings.sae }).toEqual(settings);
      }
    }
  });

  it("count a cell once that two points of the grid come to", async () => {
    const plan = await planOf(
      `${wanted}grid: { variant: { a: {}, b: { sae.dictSize: 16 }, c: { sae.dictSize: 8 } } }\n`,
    );
    expect(ofKind(plan, "standardised").map(({ inputs }) => inputs.length)).toEqual([2]);
  });

  it("are found in the table by the key of each row's held-out losses", async () => {
    const plan = await planOf(`${wanted}grid: { ${grid} }\n`);
    const table = nodeAt(plan, plan.table);
    if (table.kind !== "table") throw new Error("no table");
    const { measured, sources } = table.parameters;
    expect(sources).toEqual(expect.arrayContaining(["standardised", "heldOut"]));
    const ssll = measured.find(({ name }) => name === "ssll");
    expect(ssll).toMatchObject({ node: "standardised", of: "heldOut" });
  });
});
