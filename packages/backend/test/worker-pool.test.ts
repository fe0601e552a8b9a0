import { writeFileSync } from "node:fs";
import { inProcess, runPlan, type RunReport, type Store, StoppedError } from "@goldilocks/engine";
import { Kernels } from "@goldilocks/kernels";
import type { NodeKind, Plan, PlanNode } from "@goldilocks/plan";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { module, Place, planOf } from "./pool.ts";

// Threads load the whole program, and machines are busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let plan: Plan;
const places: Place[] = [];
const newPlace = (): Place => {
  const place = new Place();
  places.push(place);
  return place;
};
beforeAll(async () => {
  plan = await planOf();
});
afterEach(async () => {
  await Promise.all(places.splice(0).map((place) => place.remove()));
});

const allOf = (kind: NodeKind, from: Plan = plan): PlanNode[] =>
  [...from.nodes.values()].filter((node) => node.kind === kind);

/** The first node of a kind, or a later one. */
function nodeOf(kind: NodeKind, from: Plan = plan, place = 0): PlanNode {
  const node = allOf(kind, from).at(place);
  if (node === undefined) throw new RangeError(`the plan has no such ${kind}`);
  return node;
}
const lookup = (key: string): PlanNode => plan.nodes.get(key) as PlanNode;
const run = (store: Store, executor: Parameters<typeof runPlan>[0]["executor"]): Promise<RunReport> =>
  runPlan({ plan, store, executor, memoryLimit: 1e12 });

/** Everything that results say, but who made them. */
async function contents(store: Store): Promise<unknown[]> {
  const results = await Promise.all((await store.keys("")).map(async (key) => store.result(key)));
  return results.map((result) => [result?.key, result?.outputs, result?.values, result?.preImage]);
}

const kernels = (): Kernels => new Kernels(module);

/** A run on this thread alone, to compare with. */
async function inOneThread(): Promise<unknown[]> {
  const store = await newPlace().store();
  await run(store, inProcess({ store, kernels, provenance: () => null, checkpointDue: () => false }));
  return contents(store);
}

describe("a pool of worker threads", () => {
  test("gives the same results as one thread, whatever their number", async () => {
    const expected = await inOneThread();
    expect(expected.length).toBeGreaterThan(15);
    for (const workers of [1, 2, 3]) {
      const place = newPlace();
      const report = await run(await place.store(), place.pool(workers));
      expect([...report.failed.values()]).toEqual([]);
      expect(await contents(await place.store())).toEqual(expected);
    }
  });

  test("writes down who made a result and when, and tells how far it is", async () => {
    const place = newPlace();
    const store = await place.store();
    const told: { worker: number; done: number; total: number }[] = [];
    const executor = place.pool(1);
    for (const kind of ["features", "covariance", "codes"] as const) {
      for (const node of allOf(kind)) await executor.execute(node, lookup, () => {});
    }
    const point = nodeOf("point", plan, 1);
    await executor.execute(point, lookup, (progress) => told.push(progress));
    expect((await store.result(point.key))?.provenance).toEqual({
      by: "a test",
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
    });
    expect(told.at(-1)).toEqual({ worker: 0, done: 300, total: 300 });
  });

  test("makes a node once where two pools want it", async () => {
    const place = newPlace();
    const store = await place.store();
    const reports = await Promise.all([run(store, place.pool(2)), run(store, place.pool(1))]);
    const made = reports.flatMap((report) => report.made);
    expect(new Set(made).size).toBe(made.length);
    expect(made.length).toBe((await store.keys("")).length);
  });

  test("refuses more nodes at once than it has workers", async () => {
    const executor = newPlace().pool(1);
    const first = executor.execute(nodeOf("features"), lookup, () => {});
    await expect(executor.execute(nodeOf("covariance"), lookup, () => {})).rejects.toThrow(RangeError);
    await expect(first).resolves.toMatchObject({ made: true });
  });
});

describe("a thread that dies", () => {
  test.each([
    ["ends by itself", "exit", /exit code 7/u],
    ["throws where nobody catches", "crash", /a bug in the worker/u],
  ])("fails its node with a code when it %s, and the pool goes on", async (_, fault, message) => {
    const place = newPlace();
    const doomed = nodeOf("chance");
    const report = await run(await place.store(), place.pool(2, { key: doomed.key, fault }));
    expect([...report.failed.keys()]).toEqual([doomed.key]);
    const [error] = report.failed.values();
    expect(error).toMatchObject({
      code: "ENGINE_NODE_FAILED",
      issues: [{ message: expect.stringMatching(message), hint: expect.any(String) }],
    });
    expect(report.skipped).toEqual([plan.table]);
    expect(report.stopped).toBe(false);
  });

  test("because the pool is closed stops its node", async () => {
    const place = newPlace();
    const pool = place.pool(1);
    const features = nodeOf("features");
    const end = pool.execute(features, lookup, () => {}).catch((error: unknown) => error);
    await pool.close();
    expect(await end).toBeInstanceOf(StoppedError);
  });
});

const failing = async (place: Place, node: PlanNode, fault: string, directory?: string): Promise<unknown> =>
  place
    .pool(1, { key: node.key, fault }, directory)
    .execute(node, lookup, () => {})
    .catch((error: unknown) => error);

describe("an error in a thread", () => {
  test("keeps its code, message and hint", async () => {
    const error = await failing(newPlace(), nodeOf("features"), "full");
    expect(error).toMatchObject({
      code: "STORE_FULL",
      issues: [{ code: "STORE_FULL", message: "no space left: /somewhere", hint: "free some space" }],
    });
  });

  test("that nobody meant keeps its name, message and stack", async () => {
    const error = await failing(newPlace(), nodeOf("features"), "bug");
    expect(error).toMatchObject({
      name: "TypeError",
      message: "a bug in an op",
      stack: expect.stringContaining("worker.mjs"),
    });
  });

  test("of a store that cannot be opened has the store's code", async () => {
    const place = newPlace();
    writeFileSync(place.directory, "a file where the store should be");
    expect(await failing(place, nodeOf("features"), "")).toMatchObject({ code: "STORE_NOT_DIRECTORY" });
  });

  test("about a missing input names the input", async () => {
    const error = await failing(newPlace(), nodeOf("point"), "");
    expect(error).toMatchObject({ name: "MissingResultError", key: nodeOf("features").key });
  });
});

describe("a stop", () => {
  test("reaches a training that runs, which saves what it has", async () => {
    const place = newPlace();
    const store = await place.store();
    const long = await planOf("", { activationDim: 64, batch: 128, dictSize: 1024, steps: "[256]" });
    const pool = place.pool(1);
    const ask = (key: string): PlanNode => long.nodes.get(key) as PlanNode;
    const point = nodeOf("point", long);
    for (const node of (["covariance", "features", "codes"] as const).flatMap((kind) => allOf(kind, long))) {
      await pool.execute(node, ask, () => {});
    }
    let seen = 0;
    const end = await pool
      .execute(point, ask, ({ done }) => {
        seen = done;
        pool.stop();
      })
      .catch((error: unknown) => error);
    expect(end).toBeInstanceOf(StoppedError);
    expect(await store.result(point.key)).toBeUndefined();
    const checkpoint = await store.checkpoint(point.inputs[0] ?? "");
    expect(checkpoint?.step).toBeGreaterThanOrEqual(seen);
    expect(seen).toBeGreaterThan(0);
  });

  test("ends the wait for a lock that somebody else holds", async () => {
    const place = newPlace();
    const store = await place.store();
    const features = nodeOf("features");
    const lock = await store.lock(features.key);
    const pool = place.pool(1);
    const end = pool.execute(features, lookup, () => {}).catch((error: unknown) => error);
    const stopped = await Promise.race([end, new Promise((resolve) => void setTimeout(resolve, 1500, "waiting"))]);
    expect(stopped).toBe("waiting");
    pool.stop();
    expect(await end).toBeInstanceOf(StoppedError);
    await lock.release();
  });
});
