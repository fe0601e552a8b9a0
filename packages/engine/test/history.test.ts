import {
  type HistoryEntry,
  initialWeights,
  memoryStore,
  ops,
  readTensors,
  type Result,
  type Store,
  encodeState,
  type OpContext,
} from "@goldilocks/engine";
import { hasConverged } from "../src/sae/standing-still.ts";
import { isHistoryStep, type Plan, plainCourse } from "@goldilocks/plan";
import { beforeAll, describe, expect, test } from "vitest";
import { bareContext, bareNode, loadKernels, nodeOf, planOf, runOn } from "./support/machine.ts";
import { plainForward, plainUnitRows } from "./support/plain-sae.ts";
import { pointAt, resultOf, small, stateAt } from "./support/small.ts";

const STEPS = [1, 4, 5, 9, 10, 499, 500, 520];
const H = 6;
const J = 9;
let plan: Plan;
let store: Store;

beforeAll(async () => {
  plan = await planOf(small(STEPS));
  store = memoryStore();
  await runOn(store, plan);
});

const historyAt = async (step: number): Promise<readonly HistoryEntry[]> =>
  ((await resultOf(store, pointAt(plan, step))).values as unknown as { history: HistoryEntry[] }).history;

async function entryAt(step: number): Promise<HistoryEntry> {
  const entry = (await historyAt(520)).find((one) => one.step === step);
  if (entry === undefined) throw new RangeError(`no entry at ${step}`);
  return entry;
}

async function tensorsOf(key: string, name: string): Promise<ReturnType<typeof readTensors>> {
  return readTensors(await store.read((await resultOf(store, key)).outputs[name]?.digest ?? ""));
}

/** Inputs of a minibatch, from features and codes as they are stored. */
async function batchAt(index: number): Promise<Float64Array[]> {
  const features = (await tensorsOf(nodeOf(plan, "features").key, "features.safetensors"))["features"]?.data ?? [];
  const key = pointNeeds()[1 + Math.floor(index / 256)] ?? "";
  const { counts, indices, values } = await tensorsOf(key, "codes.safetensors");
  const samples: Float64Array[] = [];
  let at = 0;
  for (const [i, count] of (counts?.data ?? []).entries()) {
    const x = new Float64Array(H);
    for (let n = at; n < at + count; n++) {
      for (let k = 0; k < H; k++)
        x[k] = (x[k] ?? 0) + (values?.data[n] ?? 0) * (features[(indices?.data[n] ?? 0) * H + k] ?? 0);
    }
    at += count;
    if (Math.floor(i / 7) === index % 256) samples.push(x);
  }
  return samples;
}
const pointNeeds = (): readonly string[] => plan.nodes.get(pointAt(plan, 520))?.needs ?? [];

describe("the history of a training", () => {
  test("has entries at steps 1, 2, 5 × 10^k, and at no others", async () => {
    expect((await historyAt(520)).map(({ step }) => step)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500]);
    expect((await historyAt(9)).map(({ step }) => step)).toEqual([1, 2, 5]);
    const steps = Array.from({ length: 30_000 }, (_, i) => i).filter(isHistoryStep);
    expect(steps).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]);
  });

  test("is the beginning of the history of a longer training", async () => {
    for (const step of STEPS) {
      const entries = await historyAt(step);
      expect(entries).toEqual((await historyAt(520)).slice(0, entries.length));
    }
  });

  test("has losses and L0 of the step's minibatch before its update, as in float64", async () => {
    for (const step of [5, 10, 500]) {
      const { parameters } = await stateAt(store, plan, step - 1);
      const sums = { reconstruction: 0, l1: 0, l0: 0 };
      const samples = await batchAt(step - 1);
      for (const x of samples) {
        const { codes, reconstruction } = plainForward(
          x,
          { encoder: Float64Array.from(parameters.encoder), bias: Float64Array.from(parameters.bias) },
          parameters.decoder,
        );
        for (let k = 0; k < H; k++) sums.reconstruction += ((x[k] ?? 0) - (reconstruction[k] ?? 0)) ** 2 / H;
        for (const code of codes) {
          sums.l1 += code;
          sums.l0 += code > 0 ? 1 : 0;
        }
      }
      const entry = await entryAt(step);
      expect(samples).toHaveLength(7);
      expect(entry.reconstruction).toBeCloseTo(sums.reconstruction / 7, 6);
      expect(entry.l1Norm).toBeCloseTo(sums.l1 / 7 / J, 6);
      expect(entry.l1Penalty).toBeCloseTo((0.1 * sums.l1) / 7 / J, 7);
      expect(entry.l0).toBeCloseTo(sums.l0 / 7, 9);
    }
  });

  test("has the MMCS after the update", async () => {
    const features = (await tensorsOf(nodeOf(plan, "features").key, "features.safetensors"))["features"]?.data ?? [];
    for (const step of [1, 5, 10, 500]) {
      const { decoder } = (await stateAt(store, plan, step)).parameters;
      let mmcs = 0;
      for (let g = 0; g < 10; g++)
        mmcs += Math.max(...Array.from({ length: J }, (_, j) => cosine(features, g, decoder, j))) / 10;
      expect((await entryAt(step)).mmcsTruth).toBeCloseTo(mmcs, 6);
    }
  });

  test("has the movement since the entry before, and since the beginning at first", async () => {
    const initial = initialWeights(loadKernels(), nodeOf(plan, "trajectory").parameters, H).decoder;
    const [first, fifth, tenth] = [
      await stateAt(store, plan, 1),
      await stateAt(store, plan, 5),
      await stateAt(store, plan, 10),
    ];
    expect((await entryAt(1)).movement).toBeCloseTo(movement(first.parameters.decoder, initial), 6);
    expect((await entryAt(10)).movement).toBeCloseTo(movement(tenth.parameters.decoder, fifth.parameters.decoder), 6);
    expect((await entryAt(10)).movement).toBeGreaterThan(1e-4);
    expect(fifth.reference).toEqual(fifth.parameters.decoder);
  });

  test("counts dead elements over 500 minibatches, and is null before there are as many", async () => {
    const { lastActive } = await stateAt(store, plan, 500);
    for (const { step, dead } of await historyAt(520)) {
      expect(dead).toBe(step < 500 ? null : lastActive.filter((last) => last === 0).length);
    }
  });
});

function cosine(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  let sum = 0;
  for (let k = 0; k < H; k++) sum += (a[i * H + k] ?? 0) * (b[j * H + k] ?? 0);
  return sum;
}

function movement(now: ArrayLike<number>, before: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < J; j++) sum += cosine(plainUnitRows(now, H), j, plainUnitRows(before, H), j);
  return 1 - sum / J;
}

/** A context that knows one state. */
function contextOf(step: number, lastActive: readonly number[], history: readonly HistoryEntry[] = []): OpContext {
  const column = (): Float32Array => new Float32Array(lastActive.length);
  const parameters = {
    encoder: column(),
    encoderFirst: column(),
    encoderSecond: column(),
    bias: column(),
    biasFirst: column(),
    biasSecond: column(),
    decoder: column(),
    decoderFirst: column(),
    decoderSecond: column(),
  };
  const bytes = encodeState(
    { step, parameters, lastActive: Uint32Array.from(lastActive), reference: column(), history },
    lastActive.length,
    1,
  );
  return {
    ...bareContext,
    node: (key) => ({ inputs: [key] }) as never,
    result: async () => ({}) as Result,
    read: async () => bytes,
  };
}

const count = async (step: number, window: number, lastActive: readonly number[]): Promise<unknown> =>
  (await ops.dead.run(bareNode("dead", { window }), contextOf(step, lastActive))).values["dead"];

describe("dead elements", () => {
  test("are those without activity in the last T minibatches", async () => {
    expect(await count(100, 20, [80, 81, 100, 0, 79])).toBe(3);
    expect(await count(100, 1, [99, 100])).toBe(1);
    expect(await count(100, 100, [0, 1, 50])).toBe(1);
  });

  test("are absent, not none, while there were fewer minibatches", async () => {
    expect(await count(100, 101, [0, 0])).toBeNull();
    expect((await resultOf(store, nodeOf(plan, "dead").key)).values).toEqual({ dead: null, window: 20, step: 1 });
  });
});

const entry = (step: number, l0: number, moved: number): HistoryEntry => ({
  step,
  reconstruction: 0,
  l1Norm: 0,
  l1Penalty: 0,
  l0,
  dead: null,
  mmcsTruth: 0,
  movement: moved,
});

/** What two entries after the start of what counts, by L0 and movement, come to. */
const after = (...history: readonly (readonly [number, number])[]): boolean | null => {
  const entries = history.map(([codes, moved], index) => entry([5000, 10_000][index] ?? 0, codes, moved));
  const optimizer = { kind: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
  return hasConverged(entries, { course: plainCourse, optimizer, dictSize: 16 });
};

describe("convergence", () => {
  test.each<[boolean | null, (readonly [number, number])[]]>([
    [
      true,
      [
        [5, 0.5],
        [5.5, 0.01],
      ],
    ],
    [
      true,
      [
        [8, 0],
        [6, 0.01],
      ],
    ],
    [
      false,
      [
        [5, 0],
        [5, 0.06],
      ],
    ],
    [
      false,
      [
        [9, 0],
        [5, 0.01],
      ],
    ],
    [
      false,
      [
        [5, 0],
        [9, 0.01],
      ],
    ],
    [
      true,
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      true,
      [
        [0.09, 0],
        [0.001, 0.001],
      ],
    ],
    [
      false,
      [
        [0.3, 0],
        [0.1, 0.001],
      ],
    ],
    [null, [[5, 0]]],
    [null, []],
  ])("is %s for L0 and movement %j", (expected, history) => {
    expect(after(...history)).toBe(expected);
  });
});
