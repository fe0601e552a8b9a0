import { compile, type EstimatesParameters, type NodeOf, type Plan, required } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const head = `goldilocks: 1
name: a
data: { activationDim: 8, nFeatures: 16, active: 2 }
sae: { dictSize: 16 }
train: { steps: 600, batch: 32 }
`;
const grid = "sae.dictSize: [32, 8], sae.l1Coefficient: [1, 0.1]";
const planOf = async (text: string): Promise<Plan> => compile(await load(head + text), versions);
const nodeIn = (plan: Plan): NodeOf<"estimates"> => {
  const node = plan.nodes.get(plan.estimates ?? "");
  if (node?.kind !== "estimates") throw new Error("no estimates");
  return node;
};
const groupsIn = (plan: Plan): EstimatesParameters["groups"] => nodeIn(plan).parameters.groups;
const keysOf = (plan: Plan, kind: string): string[] =>
  [...plan.nodes.values()].filter((node) => node.kind === kind).map(({ key }) => key);

describe("estimates", () => {
  it("are one goal of the plan, read from the table", async () => {
    const plan = await planOf(`grid: { ${grid} }\nestimates: [dead, ssll]\n`);
    const { inputs, needs, parameters } = nodeIn(plan);
    expect(inputs).toEqual([plan.table]);
    expect(needs).toEqual([plan.table]);
    expect(parameters.asked.map(({ method }) => method)).toEqual(["dead", "ssll"]);
    expect(plan.goals).toEqual([plan.table, plan.estimates]);
    const none = required(plan, { has: (key) => key !== plan.estimates });
    expect(none.map(({ node }) => node.kind)).toEqual(["estimates"]);
  });

  it("are no node where none is asked for", async () => {
    for (const text of ["", "estimates: []\n"]) {
      const plan = await planOf(text);
      expect(plan.estimates).toBeNull();
      expect(keysOf(plan, "estimates")).toEqual([]);
    }
  });

  it("bring the metrics that they look at into the table, and change no key of a training or of these metrics", async () => {
    const [asked, estimated] = [
      await planOf(`grid: { ${grid} }\nmetrics: [mmcs.truth, dead, ssll, mmcs.larger]\n`),
      await planOf(`grid: { ${grid} }\nmetrics: [mmcs.truth]\nestimates: [mmcs.larger, dead, ssll]\n`),
    ];
    for (const kind of ["point", "dead", "larger", "pair", "standardised", "table"]) {
      expect(keysOf(estimated, kind)).toEqual(keysOf(asked, kind));
    }
  });

  it("look at the cells of a grid by size, then L1 coefficient, however the axes are written", async () => {
    const plan = await planOf(`grid: { ${grid} }\nestimates: [dead]\n`);
    const [group, ...others] = groupsIn(plan);
    expect(others).toEqual([]);
    expect(group?.at).toEqual({});
    const cells = group?.grids[0]?.rows.map((row) => plan.cells[row]?.coordinates);
    expect(cells?.map((at) => [at?.["sae.dictSize"]?.value, at?.["sae.l1Coefficient"]?.value])).toEqual([
      [8, 0.1],
      [8, 1],
      [32, 0.1],
      [32, 1],
    ]);
  });

  it("keep repeats together and other settings apart", async () => {
    const plan = await planOf(
      `repeats: { over: [init], n: 3 }\ngrid: { ${grid}, train.steps: [300, 600], variant: { clean: {}, jitter: { data.jitter: 0.1 } } }\nestimates: [dead]\n`,
    );
    const groups = groupsIn(plan);
    expect(groups.map(({ at }) => at)).toEqual([
      { "train.steps": "300", variant: "clean" },
      { "train.steps": "300", variant: "jitter" },
      { "train.steps": "600", variant: "clean" },
      { "train.steps": "600", variant: "jitter" },
    ]);
    for (const { grids } of groups) {
      expect(grids.map(({ repeat }) => repeat)).toEqual([0, 1, 2]);
      for (const { repeat, rows } of grids) {
        expect(rows).toHaveLength(4);
        expect(rows.every((row) => plan.cells[row]?.repeat === repeat)).toBe(true);
      }
    }
    const rows = groups.flatMap(({ grids }) => grids.flatMap((one) => one.rows));
    expect(rows.toSorted((a, b) => a - b)).toEqual(plan.cells.map(({ index }) => index));
  });

  it("take trainings for replicates, whether repeats or an axis set their seeds", async () => {
    for (const seeds of [
      `repeats: 4\ngrid: { ${grid} }`,
      `repeats: 2\ngrid: { ${grid}, seeds.init: [0, 7] }`,
      `grid: { seeds.data: [3, 4, 5, 6], ${grid} }`,
      `grid: { ${grid}, seed: { a: { seeds.init: 1 }, b: { seeds.init: 2 }, c: { seeds.init: 3 }, d: {}, e: { seeds.init: 0 } } }`,
    ]) {
      const plan = await planOf(`${seeds}\nestimates: [dead]\n`);
      const [group, ...others] = groupsIn(plan);
      expect(others).toEqual([]);
      expect(group?.at).toEqual({});
      expect(group?.grids.map(({ repeat }) => repeat)).toEqual([0, 1, 2, 3]);
      const sizes = new Set(group?.grids.map(({ rows }) => rows.length));
      expect(sizes.size).toBe(1);
    }
  });

  it("count a cell once that two points of the grid come to", async () => {
    const plan = await planOf(
      "grid: { variant: { a: {}, b: { sae.dictSize: 16 }, c: { sae.dictSize: 8 } } }\nestimates: [dead]\n",
    );
    expect(groupsIn(plan)).toEqual([{ at: {}, grids: [{ repeat: 0, rows: [2, 0] }] }]);
  });
});
