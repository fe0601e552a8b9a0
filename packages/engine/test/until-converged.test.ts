import {
  firstTellingStep,
  hasConverged,
  type HistoryEntry,
  memoryStore,
  runNode,
  stepOfConvergence,
  type Store,
} from "@goldilocks/engine";
import { isHistoryStep, type Plan, plainCourse, type PlanNode } from "@goldilocks/plan";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { machineOn, nodeOf, planOf, runOn } from "./support/machine.ts";
import { pointAt, resultOf, small, stateDigest } from "./support/small.ts";

/** Stands still after 2,000 steps. */
const calm = (steps: readonly number[], train = ""): string =>
  small(steps).replace("sae: {", "sae: { l1Coefficient: 1,").replace("batch: 7", `batch: 32${train}`);
const UNTIL = ", until: converged";
const CAP = 3000;
const END = 2000;

const lookupIn =
  ({ nodes }: Plan) =>
  (key: string): PlanNode =>
    nodes.get(key) as PlanNode;
const train = (store: Store, plan: Plan, step: number, parts: Parameters<typeof machineOn>[1] = {}): Promise<unknown> =>
  runNode(lookupIn(plan)(pointAt(plan, step)), lookupIn(plan), machineOn(store, parts));

let plan: Plan;
let fixed: Plan;
let straight: Store;
let expected: string;

const values = async (store: Store, key: string): Promise<{ step: number }> =>
  (await resultOf(store, key)).values as { step: number };

/** A store with the data that training reads, and nothing trained. */
async function withData(): Promise<Store> {
  const store = memoryStore();
  for (const key of lookupIn(plan)(pointAt(plan, CAP)).needs) {
    const result = await resultOf(straight, key);
    for (const { digest } of Object.values(result.outputs)) await store.write(await straight.read(digest));
    await store.record(result);
  }
  return store;
}

beforeAll(async () => {
  plan = await planOf(calm([CAP], UNTIL));
  fixed = await planOf(calm([200, 500, END, 2500, CAP]));
  straight = memoryStore();
  await runOn(straight, plan);
  expected = await stateDigest(straight, pointAt(plan, CAP));
});

describe("a training until it has converged", () => {
  test("ends where the history first stands still, with the bits of a training to that step", async () => {
    expect((await values(straight, pointAt(plan, CAP))).step).toBe(END);
    const store = await withData();
    await train(store, fixed, END);
    expect(await stateDigest(store, pointAt(fixed, END))).toBe(expected);
    expect(nodeOf(fixed, "trajectory").key).toBe(nodeOf(plan, "trajectory").key);
  });

  test("ends there whatever was trained before, also beyond its end, and wherever it was stopped", async () => {
    const points = fc.uniqueArray(fc.constantFrom(200, 500, END, 2500, CAP), { maxLength: 3 });
    const looks = fc.array(fc.integer({ min: 1, max: 70 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(points, looks, async (steps, stops) => {
        const store = await withData();
        for (const step of steps) await train(store, fixed, step);
        for (const stop of stops) {
          let left = stop;
          await train(store, plan, CAP, { stopping: () => left-- <= 0 }).catch(() => {});
        }
        await train(store, plan, CAP);
        expect(await stateDigest(store, pointAt(plan, CAP))).toBe(expected);
      }),
      { numRuns: 8 },
    );
  });

  test("goes on from the longest state that is not beyond its end", async () => {
    const store = await withData();
    for (const step of [500, CAP]) await train(store, fixed, step);
    const done: number[] = [];
    await train(store, plan, CAP, { progress: (at: number) => void done.push(at) });
    expect([done[0], done.at(-1)]).toEqual([512, END]);
  });

  test("leaves a state that longer trainings go on from, and their checkpoint alone", async () => {
    const store = await withData();
    const trajectory = nodeOf(plan, "trajectory").key;
    let step = 0;
    const parts = { progress: (at: number) => void (step = at), stopping: () => step >= 2400 };
    await train(store, fixed, CAP, parts).catch(() => {});
    expect((await store.checkpoint(trajectory))?.step).toBe(2400);
    await train(store, plan, CAP, { checkpointDue: () => true });
    expect((await store.checkpoint(trajectory))?.step).toBe(2400);
    expect((await store.points(trajectory)).map((point) => point.step)).toEqual([END]);
    await store.dropCheckpoint(trajectory);
    const done: number[] = [];
    await train(store, fixed, 2500, { progress: (at: number) => void done.push(at) });
    expect(done[0]).toBe(2016);
  });

  test("ends at its last step where it has not converged by then", async () => {
    const short = await planOf(calm([600], UNTIL));
    const same = await planOf(calm([600]));
    const [store, other] = [memoryStore(), memoryStore()];
    await runOn(store, short);
    await runOn(other, same);
    expect(await stateDigest(store, pointAt(short, 600))).toBe(await stateDigest(other, pointAt(same, 600)));
  });

  test("is planned beside fixed steps, and the table tells the steps of each", async () => {
    const both = await planOf(
      calm([500, CAP]).replace("grid: {", "grid: { train.until: [steps, converged],").replace("dead, ", ""),
    );
    const store = memoryStore();
    const report = await runOn(store, both);
    expect([...report.failed.values()]).toEqual([]);
    const { outputs } = await resultOf(store, both.table);
    const table = JSON.parse(new TextDecoder().decode(await store.read(outputs["cells.json"]?.digest ?? ""))) as {
      columns: { name: string; values: unknown[] }[];
    };
    const column = (name: string): unknown => table.columns.find((one) => one.name === name)?.values;
    expect(column("train.until")).toEqual(["steps", "steps", "converged", "converged"]);
    expect(column("steps.reached")).toEqual([500, CAP, 500, END]);
    expect(column("converged")).toEqual([false, expect.any(Boolean), false, true]);
  });
});

const entry = (step: number, movement: number, l0 = 5, dead: number | null = null): HistoryEntry => ({
  step,
  movement,
  l0,
  dead,
  mmcsTruth: 0,
  reconstruction: 0,
  l1Norm: 0,
  l1Penalty: 0,
});
const steps = Array.from({ length: 50_000 }, (_, i) => i + 1).filter(isHistoryStep);

describe("the step of convergence", () => {
  const course = plainCourse;
  const sae = {
    dictSize: 40,
    course,
    optimizer: { kind: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  } as const;
  const ending = (dead: (step: number) => number | null): number | undefined =>
    stepOfConvergence(
      steps.map((step) => entry(step, 0, 0, dead(step))),
      sae,
    );
  const still = steps.map((step) => entry(step, 0.01));

  test("is the first entry that stands still since one that is 2/rate steps old, or as old after what disturbs", () => {
    expect(stepOfConvergence(still, sae)).toBe(5000);
    expect(stepOfConvergence(still.slice(0, -3), sae)).toBe(5000);
    const after = (changes: Partial<typeof course>): number | undefined =>
      stepOfConvergence(still, { ...sae, course: { ...course, ...changes } });
    expect(after({ warmup: 100 })).toBe(10_000);
    expect(after({ l1Warmup: 4000 })).toBe(20_000);
    const resample = { kind: "loss", every: 1000, until: 3999, window: 500, batches: 1, encoderScale: 0.2 } as const;
    expect(after({ resample })).toBe(10_000);
  });

  test("waits for the dictionary and for L0", () => {
    expect(
      stepOfConvergence(
        steps.map((step) => entry(step, step <= 10_000 ? 0.03 : 0.01)),
        sae,
      ),
    ).toBe(20_000);
    expect(
      stepOfConvergence(
        steps.map((step) => entry(step, 0.01, step <= 10_000 ? 1e6 / step : 5)),
        sae,
      ),
    ).toBe(50_000);
    expect(
      stepOfConvergence(
        steps.map((step) => entry(step, 0.03)),
        sae,
      ),
    ).toBeUndefined();
  });

  test("waits until no more elements die than one, or a twentieth of the dictionary", () => {
    expect(ending((step) => (step < 500 ? null : 0))).toBe(5000);
    expect(ending((step) => Math.floor(step / 1000))).toBe(undefined);
    expect(ending((step) => Math.floor(Math.min(step, 10_000) / 1000))).toBe(20_000);
    expect(ending((step) => (step < 10_000 ? 10 : 12))).toBe(5000);
    expect(ending((step) => (step < 5000 ? 13 : 10))).toBe(10_000);
  });
});

const trainedAt = (learningRate: number, changes: Partial<typeof plainCourse> = {}) => ({
  dictSize: 32,
  course: { ...plainCourse, ...changes },
  optimizer: { kind: "adam", learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const,
});
const upTo = (end: number, of: (step: number) => HistoryEntry): readonly HistoryEntry[] =>
  steps.filter((step) => step <= end).map(of);
/** Moves little at first because it is young, then much: the cell of h 16 and J 32. */
const youngEntry = (step: number): HistoryEntry => entry(step, step < 1000 ? 0.001 : 0.1);
const stillEntry = (step: number): HistoryEntry => entry(step, 0.001);

const dyingEntry = (step: number): HistoryEntry => entry(step, 0, 5, step / 1000);
const movingEntry = (step: number): HistoryEntry => entry(step, 1);

describe("whether a training has converged at its end", () => {
  test.each([
    [50, null],
    [200, null],
    [2000, null],
    [4999, null],
    [5000, false],
    [20_000, false],
  ])("is not told by a young dictionary that has not yet had the time to move: step %i", (end, converged) => {
    expect(hasConverged(upTo(end, youngEntry), trainedAt(0.001))).toBe(converged);
  });

  test("is never told where the learning rate is too small to move anything in that time", () => {
    for (const end of [1, 50, 2000, 50_000])
      expect(hasConverged(upTo(end, stillEntry), trainedAt(0.000_01))).toBeNull();
    expect(hasConverged(upTo(5000, stillEntry), trainedAt(0.001))).toBe(true);
  });

  test("is told after what disturbs it alone: warm-ups and resampling", () => {
    const resample = { kind: "loss", every: 1000, until: 3999, window: 500, batches: 1, encoderScale: 0.2 } as const;
    for (const changes of [{ warmup: 1000 }, { l1Warmup: 1000 }, { resample }]) {
      expect(hasConverged(upTo(5000, stillEntry), trainedAt(0.001, changes))).toBeNull();
      expect(hasConverged(upTo(10_000, stillEntry), trainedAt(0.001, changes))).toBe(true);
    }
  });

  test("is denied where elements die without moving", () => {
    expect(hasConverged(upTo(5000, dyingEntry), trainedAt(0.001))).toBe(false);
    expect(
      hasConverged(
        upTo(5000, (step) => entry(step, 0, 5, 7)),
        trainedAt(0.001),
      ),
    ).toBe(true);
  });

  test("is judged by steps 1, 2, 5 × 10^k alone, whatever else the history has", () => {
    const denser = [...upTo(5000, stillEntry), entry(6000, 0.5)];
    expect(hasConverged(denser, trainedAt(0.001))).toBe(true);
    const between = denser.flatMap((one) => [entry(one.step - 0.5, 0.9), one]);
    expect(hasConverged(between, trainedAt(0.001))).toBe(true);
    expect(stepOfConvergence(between, trainedAt(0.001))).toBe(5000);
  });

  test("is first told at the step that is said", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 1, noNaN: true }), fc.nat(9000), (rate, warmup) => {
        const one = trainedAt(rate, { warmup });
        const first = firstTellingStep(one);
        expect(isHistoryStep(first)).toBe(true);
        expect(hasConverged(upTo(first, movingEntry), one)).toBe(first > 50_000 ? null : false);
        expect(hasConverged(upTo(first - 1, movingEntry), one)).toBeNull();
      }),
    );
  });

  test("is what `until: converged` ends trainings by", () => {
    const histories = fc.array(fc.record({ movement: fc.constantFrom(0.01, 0.03), dead: fc.nat(4) }), {
      minLength: steps.length,
      maxLength: steps.length,
    });
    fc.assert(
      fc.property(histories, fc.constantFrom(1, 0.1, 0.01), (all, rate) => {
        const history = all.map(({ movement, dead }, i) => entry(steps[i] ?? 0, movement, 5, dead));
        const one = trainedAt(rate);
        const end = stepOfConvergence(history, one);
        const told = history.map((_, i) => hasConverged(history.slice(0, i + 1), one));
        expect(told.indexOf(true)).toBe(history.findIndex(({ step }) => step === end));
      }),
    );
  });
});
