import { type NodeOf, partialPlan, type Plan, type PlanNode, required } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";

import { nodeAt, ofKind, planOf } from "./small-plan.ts";

const grid = (more = ""): string => `grid: { sae.l1Coefficient: [0.1, 0.3, 1] }
metrics: [mmcs.truth, loss.total]
figures:
  - { kind: line, name: mmcs, x: sae.l1Coefficient, y: mmcs.truth }
  - { kind: history, name: course, y: l0 }
claims: [{ name: good, claim: all(mmcs.truth > 0.5) }]
${more}`;

/** Everything that needs one of these, directly or not. */
function behind({ nodes }: Plan, keys: readonly string[]): string[] {
  const lost = new Set(keys);
  for (const { key, needs } of nodes.values()) if (needs.some((need) => lost.has(need))) lost.add(key);
  return [...lost].filter((key) => !keys.includes(key));
}

/** The plan without what needs these, as a run leaves it in which they failed. */
const without = (plan: Plan, keys: readonly string[], code = "ENGINE_DIVERGED"): Plan | null =>
  partialPlan(plan, { failed: new Map(keys.map((key) => [key, code])), skipped: behind(plan, keys) });

const pointOf = (plan: Plan, row: number): string => plan.cells[row]?.point ?? "";
const tableOf = (plan: Plan): NodeOf<"table"> => nodeAt(plan, plan.table) as NodeOf<"table">;

describe("a plan in which a cell failed", () => {
  test("has a table that names the cell, why it failed, and the table that it stands for", async () => {
    const plan = await planOf(grid());
    const partial = without(plan, [pointOf(plan, 1)]);
    expect(partial).not.toBeNull();
    const table = tableOf(partial as Plan);
    expect(table.parameters.partial).toEqual({
      of: plan.table,
      failed: [{ row: 1, sources: ["similarity", "heldOut", "convergence"], code: "ENGINE_DIVERGED", kind: "point" }],
    });
    expect(table.key).not.toBe(plan.table);
    // The same failures, the same keys; another failure, another key.
    expect(without(plan, [pointOf(plan, 1)])?.table).toBe(table.key);
    expect(without(plan, [pointOf(plan, 1)], "ENGINE_NODE_FAILED")?.table).not.toBe(table.key);
    expect(without(plan, [pointOf(plan, 2)])?.table).not.toBe(table.key);
  });

  test("draws and decides everything under keys of its own, and computes nothing else", async () => {
    const plan = await planOf(grid());
    const lost = [pointOf(plan, 1)];
    const gone = new Set([...lost, ...behind(plan, lost)]);
    const partial = without(plan, lost) as Plan;
    const goals = [...partial.goals];
    expect(goals).toHaveLength(plan.goals.length);
    expect(goals.filter((key) => plan.nodes.has(key))).toEqual([]);
    const run = required(partial, { has: (key) => plan.nodes.has(key) && !gone.has(key) });
    const keys = run.map(({ node }) => node.key);
    expect(keys).toEqual(expect.arrayContaining(goals));
    expect(keys.filter((key) => plan.nodes.has(key))).toEqual([]);
    for (const { node } of run) for (const key of node.needs) expect(gone.has(key)).toBe(false);
    const [, course] = partial.figures.map((key) => nodeAt(partial, key) as NodeOf<"figure">);
    expect(course?.parameters.partial?.failed.map(({ row }) => row)).toContain(1);
  });

  test("is no plan where no cell was trained, where nothing failed, or where no table is asked for", async () => {
    const plan = await planOf(grid());
    const [features] = ofKind(plan, "features").map(({ key }) => key);
    expect(without(plan, [features ?? ""])).toBeNull();
    expect(
      without(
        plan,
        plan.cells.map(({ point }) => point),
      ),
    ).toBeNull();
    expect(without(plan, [])).toBeNull();
    expect(without({ ...plan, goals: [pointOf(plan, 0)] }, [pointOf(plan, 0)])).toBeNull();
  });

  test("keeps what lacks nothing under its ordinary key", async () => {
    const plan = await planOf(grid());
    const [similarity] = ofKind(plan, "similarity").map(({ key }) => key);
    const partial = without(plan, [similarity ?? ""]) as Plan;
    expect(tableOf(partial).parameters.partial?.failed).toEqual([
      { row: 0, sources: ["similarity"], code: "ENGINE_DIVERGED", kind: "similarity" },
    ]);
    const drawing = nodeAt(plan, plan.figures[0]);
    // A figure that could not be drawn has no other form, and what was drawn stays as it is.
    expect(partialPlan(plan, { failed: new Map([[drawing.key, "FIGURES_NO_VALUES"]]), skipped: [] })).toBeNull();
  });
});

describe("a metric over several cells", () => {
  const sizes = "grid: { sae.dictSize: [8, 16, 32] }\nmetrics: [mmcs.truth, mmcs.larger, ssll]\n";

  test("is missing in the rows that need the failed cell, which name its row", async () => {
    const plan = await planOf(sizes);
    const failed = tableOf(without(plan, [pointOf(plan, 1)]) as Plan).parameters.partial?.failed ?? [];
    const at = (row: number): readonly unknown[] =>
      failed.filter((one) => one.row === row).map(({ sources, of }) => [sources.toSorted(), of]);
    expect(at(0)).toEqual([[["larger", "standardised"], 1]]);
    expect(at(1)).toEqual([
      [["convergence", "heldOut", "larger", "similarity", "standardised"].filter(inPlan(plan)), undefined],
    ]);
    expect(at(2)).toEqual([[["standardised"], 1]]);
  });
});

const inPlan =
  (plan: Plan) =>
  (source: string): boolean =>
    tableOf(plan).parameters.sources.some((one) => one === source);

test("a row that failed itself names its own training, also for what looks at several cells", async () => {
  const plan = await planOf("grid: { sae.dictSize: [8, 16, 32] }\nmetrics: [mmcs.truth, mmcs.larger]\n");
  const failed = tableOf(without(plan, [pointOf(plan, 0), pointOf(plan, 1)]) as Plan).parameters.partial?.failed ?? [];
  expect(failed.map(({ row, of }) => [row, of])).toEqual([
    [0, undefined],
    [1, undefined],
  ]);
});

test("a point behind a failed one of the same training failed for the same reason, without naming another row", async () => {
  const plan = await planOf("grid: { train.steps: [300, 600] }\nmetrics: [mmcs.truth]\n");
  const [first, second] = [pointOf(plan, 0), pointOf(plan, 1)];
  // The later point needs no result of the earlier: the schedule leaves it waiting.
  const skipped = [second, ...behind(plan, [first, second])];
  const other = await planOf("grid: { train.steps: [300, 600], sae.l1Coefficient: [0.1, 1] }\nmetrics: [mmcs.truth]\n");
  expect(partialPlan(plan, { failed: new Map([[first, "ENGINE_DIVERGED"]]), skipped })).toBeNull();
  const [lost, next] = [0, 2].map((row) => pointOf(other, row)) as [string, string];
  const partial = partialPlan(other, {
    failed: new Map([[lost, "ENGINE_DIVERGED"]]),
    skipped: [next, ...behind(other, [lost, next])],
  }) as Plan;
  const rows = tableOf(partial).parameters.partial?.failed.map(({ row, kind, of }) => [row, kind, of]);
  expect(rows).toEqual([
    [0, "point", undefined],
    [2, "point", undefined],
  ]);
});

test("a plan whose table is complete has the keys that it had", async () => {
  const plan = await planOf(grid());
  const nodes: PlanNode[] = [...plan.nodes.values()];
  expect(nodes.filter(({ parameters }) => "partial" in parameters)).toEqual([]);
});

test("a figure that shows nothing of what failed keeps its ordinary key, and one of other rows names its own", async () => {
  const plan = await planOf(`grid: { sae.l1Coefficient: [0.1, 0.3, 1] }
metrics: [mmcs.truth, l0]
figures:
  - { kind: line, name: all, x: sae.l1Coefficient, y: mmcs.truth }
  - { kind: line, name: others, x: sae.l1Coefficient, y: mmcs.truth, where: { sae.l1Coefficient: [0.1, 0.3] } }
  - { kind: line, name: one, x: sae.l1Coefficient, y: mmcs.truth, where: { sae.l1Coefficient: [0.3, 1] } }
  - { kind: history, name: course, y: l0, where: { sae.l1Coefficient: [0.3, 1] } }
`);
  const partial = without(plan, [pointOf(plan, 2)]) as Plan;
  const figures = partial.figures.map((key) => nodeAt(partial, key) as NodeOf<"figure">);
  const rows = figures.map(({ parameters }) => Array.from(new Set(parameters.partial?.failed.map(({ row }) => row))));
  expect(rows).toEqual([[2], [], [1], [1]]);
  expect(partial.figures[1]).toBe(plan.figures[1]);
});
