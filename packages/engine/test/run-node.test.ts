import { type Lock, memoryStore, MissingResultError, runNode, StoppedError, type Store } from "@goldilocks/engine";
import type { Plan, PlanNode } from "@goldilocks/plan";
import { beforeAll, expect, test } from "vitest";
import { machineOn, nodeOf, planOf } from "./support/machine.ts";
import { small } from "./support/small.ts";

let plan: Plan;
beforeAll(async () => {
  plan = await planOf(small([5]));
});
const lookup = (key: string): PlanNode => plan.nodes.get(key) as PlanNode;

type StopSignal = NonNullable<Parameters<Store["lock"]>[1]>;

/** A store whose locks somebody else holds: waiting means looking at the signal, as the interface asks. */
function heldStore(): { store: Store; released: () => number } {
  let released = 0;
  const wait = async (signal?: StopSignal): Promise<Lock> => {
    for (let looks = 0; looks < 100; looks++) {
      signal?.throwIfAborted();
      await new Promise((resolve) => void setImmediate(resolve));
    }
    return { release: async () => void released++ };
  };
  return { store: { ...memoryStore(), lock: (_, signal) => wait(signal) }, released: () => released };
}

test("a stop ends the wait for a lock that another process holds", async () => {
  let looks = 0;
  const { store, released } = heldStore();
  const run = runNode(nodeOf(plan, "features"), lookup, machineOn(store, { stopping: () => ++looks > 3 }));
  await expect(run).rejects.toThrow(StoppedError);
  expect(looks).toBe(4);
  expect(released()).toBe(0);
});

test("a lock is given back when the node is made, and when it fails", async () => {
  const { store, released } = heldStore();
  await runNode(nodeOf(plan, "features"), lookup, machineOn(store));
  expect(released()).toBe(1);
  await expect(runNode(nodeOf(plan, "point"), lookup, machineOn(store))).rejects.toThrow(MissingResultError);
  expect(released()).toBe(2);
});

test("a node that somebody else made meanwhile is not made again", async () => {
  const store = memoryStore();
  const first = await runNode(nodeOf(plan, "features"), lookup, machineOn(store, { provenance: () => "the first" }));
  const second = await runNode(nodeOf(plan, "features"), lookup, machineOn(store, { provenance: () => "the second" }));
  expect([first.made, second.made]).toEqual([true, false]);
  expect(second.result).toEqual(first.result);
  expect(second.result.provenance).toBe("the first");
});

test("points of one trajectory share a lock, other nodes have their own", async () => {
  const locked: string[] = [];
  const inner = memoryStore();
  const store: Store = { ...inner, lock: (key) => (locked.push(key), inner.lock(key)) };
  const later = await planOf(small([5, 7]));
  for (const node of later.nodes.values()) {
    if (node.kind === "features" || node.kind === "covariance" || node.kind === "codes" || node.kind === "point") {
      await runNode(node, (key) => later.nodes.get(key) as PlanNode, machineOn(store));
    }
  }
  const trajectory = nodeOf(later, "trajectory").key;
  expect(locked.filter((key) => key === trajectory)).toHaveLength(2);
  expect(new Set(locked).size).toBe(locked.length - 1);
});

test("an input that is absent is named", async () => {
  const run = runNode(nodeOf(plan, "similarity"), lookup, machineOn(memoryStore()));
  await expect(run).rejects.toMatchObject({ name: "MissingResultError", key: nodeOf(plan, "features").key });
});

test("what a store says of an object that is whole is passed on", async () => {
  const inner = memoryStore();
  await runNode(nodeOf(plan, "covariance"), lookup, machineOn(inner));
  const store: Store = { ...inner, read: () => Promise.reject(new Error("the disk is not there")) };
  await expect(runNode(nodeOf(plan, "codes"), lookup, machineOn(store))).rejects.toThrow("the disk is not there");
});

test("a figure asks for a renderer, and a thread without one says so", async () => {
  const drawn = await planOf(small([5], "figures: [{ kind: line, x: train.steps, y: mmcs.truth }]\n"));
  const run = runNode(nodeOf(drawn, "figure"), (key) => drawn.nodes.get(key) as PlanNode, machineOn(memoryStore()));
  await expect(run).rejects.toThrow(RangeError);
});
