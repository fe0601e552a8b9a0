import { compile, type NodeKind, type Plan, type PlanNode } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const planOf = async (text: string): Promise<Plan> => compile(await load(text), versions);
const ofKind = (plan: Plan, kind: NodeKind): PlanNode[] =>
  [...plan.nodes.values()].filter((node) => node.kind === kind);

const head = `
goldilocks: 1
name: a
data: { activationDim: 8, nFeatures: 16, active: 2 }
sae: { dictSize: 16 }
train: { steps: 600, batch: 32 }
metrics: [mmcs.truth]
`;

describe("compile", () => {
  it("lets inputs and needs stand before the nodes that use them, and needs only what has results", async () => {
    const plan = await planOf(
      `${head}grid: { sae.dictSize: [16, 32], train.steps: [700, 100] }\nfigures: [{ kind: history, y: l0 }]\n`,
    );
    const before = new Set<string>();
    for (const node of plan.nodes.values()) {
      for (const key of [...node.inputs, ...node.needs]) expect(before).toContain(key);
      for (const key of node.needs) expect(["stream", "trajectory"]).not.toContain(plan.nodes.get(key)?.kind);
      before.add(node.key);
    }
  });

  it("needs the chunks of 256 batches that a point's steps lie in", async () => {
    for (const [steps, chunks] of [
      [1, [0]],
      [256, [0]],
      [257, [0, 1]],
      [600, [0, 1, 2]],
    ] as const) {
      const plan = await planOf(`${head}grid: { train.steps: [${steps}] }\n`);
      const [point] = ofKind(plan, "point");
      const needs = (point?.needs ?? []).map((key) => plan.nodes.get(key));
      expect(needs.map((node) => node?.kind)).toEqual(["features", ...chunks.map(() => "codes")]);
      expect(needs.slice(1).map((node) => node?.parameters)).toEqual(chunks.map((chunk) => ({ chunk, batches: 256 })));
    }
  });

  it("takes held-out codes from a stream of their own, in one node", async () => {
    const plan = await planOf(head.replace("mmcs.truth", "l0"));
    const [heldOut] = ofKind(plan, "heldOut");
    const [point, features, stream] = (heldOut?.inputs ?? []).map((key) => plan.nodes.get(key));
    expect([point?.kind, features?.kind]).toEqual(["point", "features"]);
    expect(stream?.parameters).toMatchObject({ purpose: "heldOut" });
    const codes = plan.nodes.get(heldOut?.needs[2] ?? "");
    expect([codes?.inputs, codes?.parameters]).toEqual([[stream?.key], { chunk: 0, batches: 64 }]);
  });

  it("has no covariance for independent features", async () => {
    const plan = await planOf(`${head}grid: { data.covariance: [none] }\n`);
    expect(ofKind(plan, "covariance")).toEqual([]);
    expect(ofKind(plan, "codes").every(({ needs }) => needs.length === 0)).toBe(true);
  });

  it("trains a trajectory once for all steps asked for, and costs each point what it adds", async () => {
    const together = await planOf(`${head}grid: { train.steps: [500, 100, 300] }\n`);
    const alone = await planOf(`${head}grid: { train.steps: [500] }\n`);
    expect(together.trajectories.size).toBe(1);
    const points = [...together.trajectories.values()][0]?.points ?? [];
    expect(points.map(({ step }) => step)).toEqual([100, 300, 500]);
    expect(new Set(points.map(({ key }) => key))).toEqual(new Set(together.cells.map(({ point }) => point)));
    const [split, whole] = [together, alone].map((plan) =>
      ofKind(plan, "point").reduce((sum, { cost }) => sum + cost.flops, 0),
    );
    expect((split ?? 0) / (whole ?? 1)).toBeCloseTo(1, 6);
  });

  it("trains anew for each number of steps where the learning rate falls until the last, and only there", async () => {
    const steps = "grid: { train.steps: [500, 100, 300] }\n";
    const trajectories = async (train: string): Promise<number> =>
      (await planOf(`${head.replace("batch: 32", `batch: 32, ${train}`)}${steps}`)).trajectories.size;
    expect(await trajectories("warmup: 20, l1Warmup: 30")).toBe(1);
    expect(await trajectories("schedule: { kind: linear }")).toBe(3);
    expect(await trajectories("warmup: 20, schedule: { kind: cosine, start: 0.8, final: 0.1 }")).toBe(3);
  });

  it("lets cells that come to the same settings share every node, and keeps both rows", async () => {
    const twice = await planOf(
      `${head}grid: { variant: { a: {}, b: { sae.dictSize: 16 }, c: { sae.dictSize: 32 } } }\n`,
    );
    expect(twice.cells.map(({ point }) => point).map((key, _, all) => all.indexOf(key))).toEqual([0, 0, 2]);
    expect(ofKind(twice, "point")).toHaveLength(2);
    const [table] = ofKind(twice, "table");
    expect(table?.parameters).toMatchObject({ rows: 3 });
  });

  it("says where each metric of a cell is found, and gives the table the nodes row by row", async () => {
    const plan = await planOf(
      `${head.replace("[mmcs.truth]", "[mmcs.truth, dead]")}grid: { sae.dictSize: [16, 32] }\n`,
    );
    const table = plan.nodes.get(plan.table);
    if (table?.kind !== "table") throw new Error("no table");
    const { sources, measured } = table.parameters;
    expect(measured.map(({ name }) => name)).toEqual(["mmcs.truth", "mmcs.truth.chance", "dead", "converged"]);
    for (const { index, metrics } of plan.cells) {
      const row = table.inputs.slice(index * sources.length, (index + 1) * sources.length);
      expect(row.map((key) => plan.nodes.get(key)?.kind)).toEqual(sources);
      for (const [name, source] of Object.entries(metrics)) {
        expect(source).toEqual({
          node: row[sources.indexOf(measured.find((each) => each.name === name)?.node ?? "point")],
          field: name,
        });
      }
    }
  });

  it("gives the table axes as written, the repeat, and every setting; null where a setting does not apply", async () => {
    const plan = await planOf(
      `${head}repeats: 2\ngrid:\n  sae.dictSize: { ratioOf: data.nFeatures, values: [0.5, 1] }\n  variant: { a: {}, b: { data.decay.kind: none } }\n`,
    );
    const table = plan.nodes.get(plan.table);
    if (table?.kind !== "table") throw new Error("no table");
    const { known } = table.parameters;
    const column = (name: string): unknown => known.find((each) => each.name === name);
    expect(known.slice(0, 3).map(({ name }) => name)).toEqual(["sae.dictSize", "variant", "repeat"]);
    expect(new Set(known.map(({ name }) => name)).size).toBe(known.length);
    expect(column("sae.dictSize")).toMatchObject({
      kind: "number",
      values: [8, 8, 8, 8, 16, 16, 16, 16],
      written: [0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1],
    });
    expect(column("variant")).toMatchObject({
      kind: "string",
      values: ["a", "a", "b", "b", "a", "a", "b", "b"],
    });
    expect(column("repeat")).toMatchObject({ values: [0, 1, 0, 1, 0, 1, 0, 1] });
    expect(column("data.decay.rate")).toMatchObject({
      values: [0.99, 0.99, null, null, 0.99, 0.99, null, null],
    });
    expect(column("seeds.init")).toMatchObject({ values: [0, 1, 0, 1, 0, 1, 0, 1] });
  });

  it("gives a history the points with their last entries, a histogram of features' cosines the similarities, and other figures the table alone", async () => {
    const plan = await planOf(
      `${head}title: T\ngrid: { sae.dictSize: [16, 32] }\nfigures:\n  - { kind: history, y: l0 }\n  - { kind: histogram, x: mmcs.truth, title: U }\n  - { kind: line, x: sae.dictSize, y: mmcs.truth }\n`,
    );
    const figures = plan.figures.map((key) => plan.nodes.get(key));
    const kinds = figures.map((node) => node?.inputs.map((key) => plan.nodes.get(key)?.kind));
    expect(kinds).toEqual([["table", "ending", "ending"], ["table", "similarity", "similarity"], ["table"]]);
    expect(
      figures.map((node) => (node?.kind === "figure" ? [node.parameters.title, node.parameters.vectors] : [])),
    ).toEqual([
      ["T", "history"],
      ["U", "cosines"],
      ["T", null],
    ]);
  });

  it.each([
    ["mmcs.dictionary", "elements", "cosines"],
    ["copies.truth", "elements", "copies"],
    ["mmcs.matched", "matching", "cosines"],
  ])("gives a histogram of %s the numbers behind it", async (metric, kind, array) => {
    const plan = await planOf(`${head.replace("mmcs.truth", metric)}figures: [{ kind: histogram, x: ${metric} }]\n`);
    const figure = plan.nodes.get(plan.figures[0] ?? "");
    expect(figure?.inputs.map((key) => plan.nodes.get(key)?.kind)).toEqual(["table", kind]);
    expect(figure?.parameters).toMatchObject({ vectors: array });
  });

  it("compiles ten thousand cells, each node once", async () => {
    const plan = await planOf(
      `${head}repeats: 5\ngrid:\n  sae.l1Coefficient: { log10: [0.01, 10], perDecade: 13 }\n  sae.dictSize: [${Array.from({ length: 50 }, (_, i) => i + 1).join(", ")}]\n`,
    );
    expect(plan.cells).toHaveLength(40 * 50 * 5);
    expect(plan.trajectories.size).toBe(10_000);
    expect(ofKind(plan, "features")).toHaveLength(5);
    expect(ofKind(plan, "codes")).toHaveLength(5 * 3);
    expect(ofKind(plan, "chance")).toHaveLength(5 * 50);
  });
});
