import {
  initialWeights,
  memoryStore,
  readTensors,
  runNode,
  Samples,
  StoppedError,
  type Store,
  Training,
} from "@goldilocks/engine";
import type { Plan, PlanNode } from "@goldilocks/plan";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { loadKernels, machineOn, nodeOf, planOf, runOn } from "./support/machine.ts";
import { pointAt, resultOf, small, stateAt, stateDigest } from "./support/small.ts";

const LAST = 300;
const lookupIn =
  ({ nodes }: Plan) =>
  (key: string): PlanNode =>
    nodes.get(key) as PlanNode;

/** Trains a point on a store that has its data, with parts of the machine replaced. */
const train = (store: Store, plan: Plan, step: number, parts: Parameters<typeof machineOn>[1] = {}): Promise<unknown> =>
  runNode(lookupIn(plan)(pointAt(plan, step)), lookupIn(plan), machineOn(store, parts));

let whole: Plan;
let straight: Store;
let expected: string;

beforeAll(async () => {
  whole = await planOf(small([LAST]));
  straight = memoryStore();
  await runOn(straight, whole);
  expected = await stateDigest(straight, pointAt(whole, LAST));
});

/** A store with the data that training reads, and nothing trained. */
async function withData(): Promise<Store> {
  const store = memoryStore();
  for (const key of lookupIn(whole)(pointAt(whole, LAST)).needs) {
    const result = await resultOf(straight, key);
    for (const { digest } of Object.values(result.outputs)) await store.write(await straight.read(digest));
    await store.record(result);
  }
  return store;
}

describe("a trajectory", () => {
  test("comes to the same state through any points on the way, in whatever order they are asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: LAST - 1 }), { minLength: 1, maxLength: 3 }),
        async (steps) => {
          const plan = await planOf(small([...steps, LAST]));
          const store = await withData();
          for (const step of steps) await train(store, plan, step);
          await train(store, plan, LAST);
          expect(await stateDigest(store, pointAt(plan, LAST))).toBe(expected);
          const [alone] = [await withData()];
          await train(alone, plan, steps[0] ?? 1);
          expect(await stateDigest(alone, pointAt(plan, steps[0] ?? 1))).toBe(
            await stateDigest(store, pointAt(plan, steps[0] ?? 1)),
          );
        },
      ),
      { numRuns: 12 },
    );
  });

  test("comes to the same state when it is stopped at any moments and goes on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), async (looks) => {
        const store = await withData();
        for (const look of looks) {
          let left = look;
          const parts = { stopping: () => left-- <= 0 };
          const end = train(store, whole, LAST, parts);
          const error = await end.then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error !== undefined) expect(error).toBeInstanceOf(StoppedError);
        }
        await train(store, whole, LAST);
        expect(await stateDigest(store, pointAt(whole, LAST))).toBe(expected);
        expect(await store.checkpoint(nodeOf(whole, "trajectory").key)).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  });

  test("comes to the same state when it dies at any moment after any checkpoints", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ due: fc.nat(6), dies: fc.integer({ min: 1, max: 20 }) }), { maxLength: 4 }),
        async (lives) => {
          const store = await withData();
          for (const { due, dies } of lives) {
            let looks = 0;
            const parts = {
              checkpointDue: () => due > 0 && looks % due === 0,
              progress: () => {
                if (++looks === dies) throw new Error("the power is gone");
              },
            };
            await train(store, whole, LAST, parts).catch(() => {});
          }
          await train(store, whole, LAST);
          expect(await stateDigest(store, pointAt(whole, LAST))).toBe(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("is stopped at the next look, saves where it is, and records nothing", async () => {
    const store = await withData();
    let step = 0;
    const parts = { progress: (done: number) => void (step = done), stopping: () => step >= 100 };
    await expect(train(store, whole, LAST, parts)).rejects.toThrow(StoppedError);
    const checkpoint = await store.checkpoint(nodeOf(whole, "trajectory").key);
    expect(checkpoint?.step).toBe(112);
    expect(await store.result(pointAt(whole, LAST))).toBeUndefined();
    const done: number[] = [];
    await train(store, whole, LAST, { progress: (at: number) => void done.push(at) });
    expect(done[0]).toBeGreaterThan(112);
    expect(done.at(-1)).toBe(LAST);
  });

  test("goes on from the longest state that is not too long", async () => {
    const plan = await planOf(small([40, 120, 200, LAST]));
    const store = await withData();
    for (const step of [40, 200]) await train(store, plan, step);
    const done: number[] = [];
    await train(store, plan, 120, { progress: (at: number) => void done.push(at) });
    expect(done[0]).toBe(48);
    const reference = memoryStore();
    await runOn(reference, plan);
    expect(await stateDigest(store, pointAt(plan, 120))).toBe(await stateDigest(reference, pointAt(plan, 120)));
  });

  test("goes on from an earlier state where a later one was damaged, to the same state", async () => {
    const plan = await planOf(small([40, 200, LAST]));
    for (const damaged of [[200], [40, 200], [40]]) {
      const store = await withData();
      for (const step of [40, 200]) await train(store, plan, step);
      const broken = new Set<string>();
      for (const step of damaged) {
        const { outputs } = await resultOf(store, pointAt(plan, step));
        broken.add(outputs["state.safetensors"]?.digest ?? "");
      }
      const read = async (digest: string): Promise<Uint8Array> => {
        if (broken.has(digest)) throw new Error(`damaged object ${digest}`);
        return store.read(digest);
      };
      const done: number[] = [];
      await train({ ...store, read }, plan, LAST, { progress: (at: number) => void done.push(at) });
      expect(done[0]).toBe(damaged.length === 2 ? 16 : damaged[0] === 200 ? 48 : 208);
      expect(await stateDigest(store, pointAt(plan, LAST))).toBe(expected);
    }
  });

  test("of a small cell is trained in one shard: the same as a plain loop over the ops' parts", async () => {
    const kernels = loadKernels();
    const { parameters: sae } = nodeOf(whole, "trajectory");
    const { activationDim, nFeatures } = nodeOf(whole, "features").parameters;
    const features = await resultOf(straight, nodeOf(whole, "features").key);
    const rows = readTensors(await straight.read(features.outputs["features.safetensors"]?.digest ?? ""))["features"];
    const jitter = { size: 0, seed: 0, stream: "data.jitter" } as const;
    const samples = new Samples(kernels, { nFeatures, activationDim, batch: 7, jitter }, rows?.data as Float32Array);
    const training = new Training(kernels, sae, { activationDim, batch: 7, shards: 1 });
    const zeros = training.save();
    training.load({
      ...zeros,
      parameters: { ...zeros.parameters, ...initialWeights(loadKernels(), sae, activationDim) },
    });
    const chunk = await resultOf(straight, nodeOf(whole, "codes").key);
    samples.load(await straight.read(chunk.outputs["codes.safetensors"]?.digest ?? ""), 0);
    for (let index = 0; index < 50; index++) {
      samples.assemble(index);
      training.train(samples.x);
    }
    const plan = await planOf(small([50]));
    const store = await withData();
    await train(store, plan, 50);
    const { step, parameters, lastActive } = await stateAt(store, plan, 50);
    expect({ step, parameters, lastActive }).toEqual(training.save());
  });
});

const wild = (optimizer: string, steps = 60): string =>
  small([steps]).replace("optimizer: { learningRate: 0.01 }", `optimizer: { ${optimizer} }`);

/** Runs it: the error of the point, and what the store then has. */
async function divergence(text: string): Promise<{ error: unknown; plan: Plan; store: Store }> {
  const plan = await planOf(text);
  const store = memoryStore();
  const { failed, skipped } = await runOn(store, plan);
  expect([...failed.keys()]).toEqual([pointAt(plan, plan.cells[0]?.settings.train.steps ?? 0)]);
  expect(skipped.length).toBeGreaterThan(3);
  return { error: [...failed.values()][0], plan, store };
}

describe("a training that diverges", () => {
  test("is an error that names step and cell, and leaves nothing behind", async () => {
    const { error, plan, store } = await divergence(wild("learningRate: 1000, beta2: 0"));
    expect(error).toMatchObject({ code: "ENGINE_DIVERGED" });
    expect(String(error)).toMatch(/at step \d+ \(J 9, L1 0\.1, seed 0, to step 60\)/u);
    const point = pointAt(plan, 60);
    expect(await store.result(point)).toBeUndefined();
    expect(await store.points(nodeOf(plan, "trajectory").key)).toEqual([]);
    expect(await store.checkpoint(nodeOf(plan, "trajectory").key)).toBeUndefined();
  });

  test("in its very last updates is an error too, though every loss was a number", async () => {
    const { error } = await divergence(wild("learningRate: 1000, beta2: 0", 13));
    expect(error).toMatchObject({ code: "ENGINE_DIVERGED" });
    expect(String(error)).toMatch(/(?:encoder|bias|decoder)\w* holds (?:NaN|-?Infinity) after step 13 \(J 9/u);
  });
});
