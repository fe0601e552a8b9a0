import {
  type ClaimsReport,
  EngineError,
  type Executor,
  type GroupEstimates,
  inProcess,
  memoryStore,
  runDespiteFailures,
  StoppedError,
  type Store,
  type WholeRunReport,
} from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import type { NodeOf, Plan, PlanNode } from "@goldilocks/plan";
import { expect, test } from "vitest";
import { machineOn, planOf } from "./support/machine.ts";

/** The middle one of three cells diverges. */
const text = (
  more = "",
  wild = "{ train.optimizer.learningRate: 1000, train.optimizer.beta2: 0 }",
): string => `goldilocks: 1
name: partial
data: { activationDim: 8, nFeatures: 16, active: 3 }
sae: { dictSize: 16 }
train: { steps: 40, batch: 8 }
evaluate: { heldOutBatches: 2, deadWindow: 3 }
grid: { variant: { calm: {}, wild: ${wild}, slow: { train.optimizer.learningRate: 0.0001 } } }
metrics: [mmcs.truth, loss.total]
${more}`;

const executorOn = (store: Store): Executor => inProcess(machineOn(store));

/** Runs on this thread; `doomed` nodes throw. */
function run(store: Store, plan: Plan, doomed: (node: PlanNode) => Error | undefined = () => undefined) {
  const inner = executorOn(store);
  const started: PlanNode[] = [];
  const executor: Executor = {
    ...inner,
    execute: async (node, ...rest) => {
      started.push(node);
      const error = doomed(node);
      if (error !== undefined) throw error;
      return inner.execute(node, ...rest);
    },
  };
  const options = { plan, store, executor, memoryLimit: Number.POSITIVE_INFINITY };
  return runDespiteFailures(options).then((report) => ({ report, started }));
}

const outputOf = async (store: Store, key: string, name: string): Promise<string> => {
  const result = await store.result(key);
  return new TextDecoder().decode(await store.read(result?.outputs[name]?.digest ?? ""));
};
const tableOf = async (store: Store, { plan }: WholeRunReport): Promise<Table> =>
  JSON.parse(await outputOf(store, plan.table, "cells.json"));
const column = ({ columns }: Table, name: string) => columns.find((one) => one.name === name);
const DIVERGED = "failed: ENGINE_DIVERGED (training)";

test("a cell that diverges is empty in the table, with the reason; all others are there", async () => {
  const [store, plan] = [memoryStore(), await planOf(text())];
  const { report } = await run(store, plan);
  expect([...report.failed.keys()]).toEqual([plan.cells[1]?.point]);
  expect(report.plan.table).not.toBe(plan.table);
  const table = await tableOf(store, report);
  for (const name of ["mmcs.truth", "loss.total", "mmcs.truth.aboveChance"]) {
    expect(column(table, name)?.values.map((value) => value === null)).toEqual([false, true, false]);
    expect(column(table, name)?.reasons).toEqual([null, DIVERGED, null]);
  }
  // Of the others it is too early to tell, which is no failure.
  expect(column(table, "converged")?.values).toEqual([null, null, null]);
  expect(column(table, "converged")?.reasons).toEqual([null, DIVERGED, null]);
  // What needs no training is known of it.
  expect(column(table, "mmcs.truth.chance")?.values).not.toContain(null);
  expect(column(table, "mmcs.truth.chance")?.reasons).toBeUndefined();
  const [head = "", ...lines] = (await outputOf(store, report.plan.table, "cells.csv")).trimEnd().split("\n");
  const at = head.split(",").indexOf("mmcs.truth.reason");
  expect(lines.map((line) => line.split(",")[at])).toEqual(["", DIVERGED, ""]);
  // Nothing is stored under the key that promises a whole table.
  expect(await store.result(plan.table)).toBeUndefined();
});

test("the same again computes the failed cell alone, and gives the same partial table", async () => {
  const [store, plan] = [memoryStore(), await planOf(text())];
  const first = await run(store, plan);
  const again = await run(store, plan);
  expect(again.started.map(({ key }) => key)).toEqual([plan.cells[1]?.point]);
  expect(again.report).toMatchObject({ made: [], plan: { table: first.report.plan.table } });
});

test("when the failed cell comes out after all, the table is whole and has its ordinary key", async () => {
  const [store, plan] = [memoryStore(), await planOf(text("", "{ train.optimizer.learningRate: 0.01 }"))];
  const lost = plan.cells[1]?.point;
  const crash = new EngineError({ code: "ENGINE_NODE_FAILED", message: "the worker thread ended" });
  const first = await run(store, plan, ({ key }) => (key === lost ? crash : undefined));
  expect(column(await tableOf(store, first.report), "mmcs.truth")?.reasons).toEqual([
    null,
    "failed: ENGINE_NODE_FAILED (training)",
    null,
  ]);
  const second = await run(store, plan);
  expect(second.report.plan).toBe(plan);
  const kinds = second.started.map(({ kind }) => kind).toSorted();
  expect(kinds).toEqual(["convergence", "ending", "heldOut", "point", "similarity", "table"]);
  expect(column(await tableOf(store, second.report), "mmcs.truth")?.values).not.toContain(null);
  const whole = memoryStore();
  await run(whole, plan);
  expect(await outputOf(store, plan.table, "cells.json")).toBe(await outputOf(whole, plan.table, "cells.json"));
});

test("a metric that fails leaves its own column empty, in its own row", async () => {
  const [store, plan] = [memoryStore(), await planOf(text("", "{ train.optimizer.learningRate: 0.01 }"))];
  const node = plan.nodes.get(plan.cells[2]?.metrics["loss.total"]?.node ?? "");
  const { report } = await run(store, plan, ({ key }) => (key === node?.key ? new Error("out of memory") : undefined));
  const table = await tableOf(store, report);
  expect(column(table, "loss.total")?.reasons).toEqual([null, null, "failed: ENGINE_NODE_FAILED (heldOut)"]);
  expect(column(table, "mmcs.truth")?.values).not.toContain(null);
});

test("a metric over several cells is missing where it needs the failed one, whose row is named", async () => {
  const sizes = "grid: { sae.dictSize: [4, 8, 16] }\nmetrics: [mmcs.truth, mmcs.larger]\n";
  const plan = await planOf(text().replace(/grid:[\s\S]*/u, sizes));
  const store = memoryStore();
  const lost = plan.cells[1]?.point;
  const { report } = await run(store, plan, ({ key }) => (key === lost ? new Error("gone") : undefined));
  expect(column(await tableOf(store, report), "mmcs.larger")).toMatchObject({
    values: [null, null, null],
    reasons: ["failed: ENGINE_NODE_FAILED (training of row 1)", "failed: ENGINE_NODE_FAILED (training)", null],
  });
});

test("an input that all cells share leaves nothing to show, and so does a run that is stopped", async () => {
  const [store, plan] = [memoryStore(), await planOf(text())];
  const shared = await run(store, plan, ({ kind }) => (kind === "features" ? new Error("gone") : undefined));
  expect(shared.report.plan).toBe(plan);
  expect(await store.result(shared.report.plan.table)).toBeUndefined();
  const stopped = await run(memoryStore(), plan, ({ kind }) =>
    kind === "features" ? new StoppedError("stop") : undefined,
  );
  expect(stopped.report.plan).toBe(plan);
  const options = { plan, store, executor: executorOn(store), memoryLimit: Number.POSITIVE_INFINITY, failFast: true };
  expect((await runDespiteFailures(options)).plan).toBe(plan);
});

test("what is read from a table with gaps is made of that table", async () => {
  const claims = "claims: [{ name: good, claim: all(mmcs.truth > -1) }]\n";
  const [store, plan] = [memoryStore(), await planOf(text(claims))];
  const { report } = await run(store, plan);
  const node = report.plan.nodes.get(report.plan.claims ?? "") as NodeOf<"claims">;
  expect(node.inputs).toEqual([report.plan.table]);
  expect(node.parameters.partial?.of).toBe(plan.claims);
  expect(await store.result(node.key)).toBeDefined();
  expect(await store.result(plan.claims ?? "")).toBeUndefined();
});

test("a claim is undecided where it hangs on the failed cell, and decided where it does not", async () => {
  const claims = [
    "all(mmcs.truth > -1)",
    "mmcs.truth > -1 where variant = calm",
    "all(mmcs.truth > 2)",
    "any(mmcs.truth > -1)",
  ];
  const more = ["max(mmcs.truth) < 2", "count(converged) <= 3", "mmcs.truth > 0.5 where variant = wild"];
  const list = [...claims, ...more]
    .map((claim, index) => `  - { name: c${index}, claim: "${claim}", unconverged: count }`)
    .join("\n");
  const [store, plan] = [memoryStore(), await planOf(text(`claims:\n${list}\n`))];
  const { report } = await run(store, plan);
  const { claims: told }: ClaimsReport = JSON.parse(await outputOf(store, report.plan.claims ?? "", "claims.json"));
  const found = told.map(({ findings: [finding] }) => [
    finding?.verdict,
    finding?.cells.failed,
    finding?.cells.failures,
  ]);
  expect(found).toEqual([
    ["undecided", 1, "ENGINE_DIVERGED"],
    ["holds", undefined, undefined],
    ["fails", 1, "ENGINE_DIVERGED"],
    ["holds", 1, "ENGINE_DIVERGED"],
    ["undecided", 1, "ENGINE_DIVERGED"],
    ["undecided", 1, "ENGINE_DIVERGED"],
    ["undecided", 1, "ENGINE_DIVERGED"],
  ]);
  expect(told[0]?.findings[0]?.why).toContain("ENGINE_DIVERGED");
});

test("an estimate proposes nothing for a grid of which a cell failed, and says so; other grids keep theirs", async () => {
  const grid = `grid:
  variant: { calm: {}, other: { data.jitter: 0.1 } }
  sae.l1Coefficient: [0.1, 0.3]
metrics: [mmcs.truth]
estimates: [{ method: dead, onlyConverged: false, atMost: 16 }]
`;
  const [store, plan] = [memoryStore(), await planOf(text().replace(/grid:[\s\S]*/u, grid))];
  const lost = plan.cells[3]?.point;
  const { report } = await run(store, plan, ({ key }) => (key === lost ? new Error("gone") : undefined));
  const { groups }: { groups: readonly GroupEstimates[] } = JSON.parse(
    await outputOf(store, report.plan.estimates ?? "", "estimates.json"),
  );
  const repeats = groups.map(({ estimates: [estimate] }) => estimate?.repeats[0]);
  expect(repeats.map((repeat) => repeat?.proposal === null)).toEqual([false, true]);
  expect(repeats[1]?.reason).toContain("ENGINE_NODE_FAILED");
  expect(repeats.map((repeat) => repeat?.cells.map(({ leftOut }) => leftOut))).toEqual([
    [null, null],
    [null, "failed"],
  ]);
});
