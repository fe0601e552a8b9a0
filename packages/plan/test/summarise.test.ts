import { compile, type NodeKind, type Plan, required, summarise, type Summary } from "@goldilocks/plan";
import { describe, expect, it } from "vitest";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const head = `
goldilocks: 1
name: a
data: { activationDim: 8, nFeatures: 16, active: 2 }
sae: { dictSize: 16 }
train: { steps: 600, batch: 32 }
metrics: [mmcs.truth]
figures: [{ kind: line, x: sae.l1Coefficient, y: mmcs.truth }]
`;
const planOf = async (text: string): Promise<Plan> => compile(await load(text), versions);
const grid = (values: readonly number[], steps: readonly number[] = [600]): string =>
  `${head}grid: { sae.l1Coefficient: [${values.join(", ")}], train.steps: [${steps.join(", ")}] }\n`;
const untilBoth = (steps: readonly number[]): string =>
  grid([0.1], steps).replace("grid: {", "grid: { train.until: [converged, steps],");
const keys = (plan: Plan): Set<string> => new Set(plan.nodes.keys());
const nothing = new Set<string>();

const fresh = (summary: Summary): Partial<Record<NodeKind, number>> =>
  Object.fromEntries(
    Object.entries(summary.nodes)
      .filter(([, count]) => count.new > 0)
      .map(([kind, count]) => [kind, count.new]),
  );

describe("summarise", () => {
  it("counts everything as new for an empty store", async () => {
    const plan = await planOf(grid([0.1, 1]));
    const summary = await summarise(plan, { stored: nothing, flopsPerSecond: 1e9, workers: 2 });
    expect(fresh(summary)).toEqual({
      features: 1,
      covariance: 1,
      codes: 3,
      point: 2,
      chance: 1,
      similarity: 2,
      convergence: 2,
      ending: 2,
      table: 2,
      figure: 1,
    });
    expect(summary).toMatchObject({
      cells: 2,
      trajectories: 2,
      steps: 1200,
      workers: 2,
      figures: plan.figures,
    });
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it("knows of a training until convergence only the most it can take, and goes on from where it is known to have ended", async () => {
    const plan = await planOf(untilBoth([600]));
    const summary = await summarise(plan, { stored: nothing });
    expect([summary.trajectories, summary.steps, summary.mayEndEarly]).toEqual([1, 1200, true]);
    const longer = await planOf(untilBoth([600, 900]));
    const [trajectory] = longer.trajectories.keys();
    const points = [...longer.trajectories.values()].flatMap((one) => one.points);
    expect(points.map(({ step, until }) => [step, until])).toEqual([
      [600, "converged"],
      [600, "steps"],
      [900, "converged"],
      [900, "steps"],
    ]);
    const open = new Set(points.filter(({ until }) => until === "converged").map(({ key }) => key));
    const steps = (key: string): readonly number[] => (key === trajectory ? [300] : []);
    const run = required(longer, { has: (key) => open.has(key), steps });
    expect(run.flatMap(({ node, from }) => (node.kind === "point" ? [[node.parameters.step, from]] : []))).toEqual([
      [600, 300],
      [900, 600],
    ]);
    expect((await summarise(longer, { stored: open, steps })).mayEndEarly).toBe(false);
  });

  it("finds nothing to do when everything is stored, or only the figures and the table are", async () => {
    const plan = await planOf(grid([0.1, 1]));
    const whole = await summarise(plan, { stored: keys(plan), flopsPerSecond: 1 });
    expect([fresh(whole), whole.flops, whole.bytes, whole.memory, whole.seconds]).toEqual([{}, 0, 0, 0, 0]);
    const ends = new Set([plan.table, ...plan.figures]);
    const bare = await summarise(plan, { stored: async (key) => ends.has(key) });
    expect([fresh(bare), bare.nodes.point, bare.seconds]).toEqual([{}, { stored: 0, new: 0, idle: 2 }, null]);
  });

  it("trains only the new cells when an axis grows", async () => {
    const stored = keys(await planOf(grid([0.1, 1])));
    const summary = await summarise(await planOf(grid([0.1, 0.5, 1])), { stored });
    expect(fresh(summary)).toEqual({
      point: 1,
      similarity: 1,
      convergence: 1,
      ending: 1,
      table: 2,
      figure: 1,
    });
    expect(summary.steps).toBe(600);
  });

  it("only goes on when steps are raised, and reads only the chunks from there", async () => {
    const stored = keys(await planOf(grid([0.1], [600])));
    const longer = await planOf(grid([0.1], [600, 1000]));
    const whole = await summarise(longer, { stored });
    expect(whole.steps).toBe(400);
    expect(fresh(whole)).toMatchObject({ codes: 1, point: 1 });
    const noCodes = await summarise(longer, {
      stored: new Set([...stored].filter((key) => longer.nodes.get(key)?.kind !== "codes")),
    });
    expect(fresh(noCodes)).toMatchObject({ codes: 2 });
    expect(noCodes.nodes.codes).toEqual({ stored: 0, new: 2, idle: 2 });
  });

  it("goes on from a state that another plan left", async () => {
    const plan = await planOf(grid([0.1], [1000]));
    const summary = await summarise(plan, { stored: nothing, steps: async () => [300, 900, 5000] });
    expect(summary.steps).toBe(100);
    expect(fresh(summary)).toMatchObject({ codes: 1, point: 1 });
  });

  it("estimates the longest worker's time, points of one trajectory in a row", async () => {
    const done = new Set<NodeKind>(["features", "covariance", "codes", "chance"]);
    const seconds = async (plan: Plan, workers: number): Promise<number> => {
      const stored = new Set([...plan.nodes.values()].filter(({ kind }) => done.has(kind)).map(({ key }) => key));
      const summary = await summarise(plan, { stored, flopsPerSecond: 1000, workers });
      return summary.seconds ?? Number.NaN;
    };
    const row = await planOf(grid([0.1], [500, 1000]));
    const training = [...row.nodes.values()]
      .filter(({ kind }) => kind === "point")
      .map(({ cost }) => cost.flops / 1000);
    expect(await seconds(row, 8)).toBeCloseTo((training[0] ?? 0) + (training[1] ?? 0), 6);
    expect(await seconds(row, 1)).toBeGreaterThan(await seconds(row, 8));
    const apart = await planOf(grid([0.1, 0.1001], [1000]));
    expect((await seconds(apart, 2)) / (await seconds(apart, 1))).toBeCloseTo(0.5, 1);
  });
});

describe("required", () => {
  it("gives the nodes in topological order, each with the step training goes on from", async () => {
    const plan = await planOf(grid([0.1], [1000, 500]));
    const run = required(plan, { has: () => false });
    const seen = new Set<string>();
    for (const { node } of run) {
      for (const key of node.needs) expect(seen).toContain(key);
      seen.add(node.key);
    }
    const points = run.flatMap(({ node, from }) => (node.kind === "point" ? [[node.parameters.step, from]] : []));
    expect(points.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [500, 0],
      [1000, 500],
    ]);
  });
});
