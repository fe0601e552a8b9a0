import { memoryStore, Noise, streamKey } from "@goldilocks/engine";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { paddedWidth, RandomStream } from "@goldilocks/kernels";
import { describe, expect, test } from "vitest";
import { loadKernels, nodeOf, planOf, runOn } from "./support/machine.ts";
import { pointAt, resultOf, small, stateDigest } from "./support/small.ts";

const [H, BATCH] = [40, 400];
const WIDTH = paddedWidth(H);
type Given = TrajectoryParameters["noise"];

/** The noise on input and target of one batch, `[BATCH · H]` each, around inputs that are 3 everywhere. */
function noise(given: Given, index = 7, seed = 1): { x: Float64Array; y: Float64Array; apart: boolean } {
  const kernels = loadKernels();
  const address = kernels.allocate(BATCH * WIDTH * 4);
  const rows = (): Float32Array => kernels.f32(address, BATCH * WIDTH);
  for (let i = 0; i < BATCH; i++) rows().fill(3, i * WIDTH, i * WIDTH + H);
  const added = new Noise(kernels, given, seed, { batch: BATCH, activationDim: H });
  const target = added.add(address, index);
  const of = (from: number): Float64Array => {
    const memory = kernels.f32(from, BATCH * WIDTH);
    expect(memory.filter((value, k) => k % WIDTH >= H && value !== 0)).toHaveLength(0);
    return Float64Array.from(memory.filter((_, k) => k % WIDTH < H)).map((value) => value - 3);
  };
  return { x: of(address), y: of(target), apart: target !== address };
}

const mean = (a: ArrayLike<number>, value: (k: number) => number): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += value(k);
  return sum / a.length;
};
const moment = (a: Float64Array, power: number): number => mean(a, (k) => (a[k] ?? 0) ** power);
const product = (a: Float64Array, b: Float64Array): number => mean(a, (k) => (a[k] ?? 0) * (b[k] ?? 0));

describe("noise", () => {
  test("on the input alone is normal of the stated deviation in each dimension, and the target is clean", () => {
    const { x, y } = noise({ input: 0.25, target: "clean", label: 0 });
    const n = x.length;
    expect(Math.abs(moment(x, 1))).toBeLessThan((4 * 0.25) / Math.sqrt(n));
    expect(Math.abs(moment(x, 2) / 0.25 ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    // The kurtosis of a normal is 3, with variance 24 / n.
    expect(Math.abs(moment(x, 4) / moment(x, 2) ** 2 - 3)).toBeLessThan(4 * Math.sqrt(24 / n));
    expect(y.every((value) => value === 0)).toBe(true);
  });

  test("on a noisy target is that of the input, which needs no array of its own", () => {
    const { x, y, apart } = noise({ input: 0.25, target: "noisy", label: 0 });
    expect(apart).toBe(false);
    expect(y).toEqual(x);
    expect(x).toEqual(noise({ input: 0.25, target: "clean", label: 0 }).x);
  });

  test("on labels is independent of the input's, and comes on top of it where the target is noisy", () => {
    const alone = noise({ input: 0, target: "clean", label: 0.5 });
    expect(alone.x.every((value) => value === 0)).toBe(true);
    expect(Math.abs(moment(alone.y, 2) / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / alone.y.length));

    const both = noise({ input: 0.25, target: "clean", label: 0.5 });
    expect(both.y).toEqual(alone.y);
    expect(Math.abs(product(both.x, both.y)) / (0.25 * 0.5)).toBeLessThan(4 / Math.sqrt(both.x.length));

    const shared = noise({ input: 0.25, target: "noisy", label: 0.5 });
    expect(shared.x).toEqual(both.x);
    for (const [k, value] of shared.y.entries()) {
      expect(value).toBeCloseTo((both.x[k] ?? 0) + (both.y[k] ?? 0), 5);
      if (k > 500) break;
    }
  });

  test("is drawn anew in every sample and dimension, alike whenever it is asked for, and other for other seeds", () => {
    const given = { input: 0.25, target: "clean", label: 0 } as const;
    const { x } = noise(given);
    expect(noise(given).x).toEqual(x);
    expect(new Set(x).size).toBeGreaterThan(0.99 * x.length);
    expect(noise(given, 8).x).not.toEqual(x);
    expect(noise(given, 7, 2).x).not.toEqual(x);
    // Batch 8 of samples begins where batch 7 ends.
    expect(noise(given, 8).x.subarray(0, H)).not.toEqual(x.subarray(0, H));
  });
});

async function trained(steps: readonly number[], more: string): Promise<{ digest: string; loss: number }> {
  const store = memoryStore();
  const plan = await planOf(small(steps, more));
  const { failed } = await runOn(store, plan);
  expect([...failed.values()]).toEqual([]);
  const { values } = await resultOf(store, nodeOf(plan, "heldOut").key);
  const loss = (values as Record<string, number>)["loss.reconstruction"] ?? Number.NaN;
  return { digest: await stateDigest(store, pointAt(plan, steps.at(-1) ?? 0)), loss };
}

test("its numbers are those of its stream, one item a sample, rounded once", () => {
  const kernels = loadKernels();
  const normals = new RandomStream(kernels, streamKey("data.noise.input", 1));
  const { x } = noise({ input: 0.25, target: "clean", label: 0 }, 2 ** 34);
  for (let i = 0; i < 3; i++) {
    const expected = normals.normals(2 ** 34 * BATCH + i, H).map((value) => Math.fround(3 + 0.25 * value) - 3);
    expect(x.subarray(i * H, (i + 1) * H)).toEqual(expected);
  }
});

describe("a training on noisy data", () => {
  test("is another for each kind of noise", async () => {
    const kinds = [
      "",
      "data.noise.input: 0.1\n",
      "data.noise: { input: 0.1, target: noisy }\n",
      "data.noise.label: 0.1\n",
      "data.noise: { input: 0.1, label: 0.1 }\n",
    ];
    const digests = await Promise.all(kinds.map(async (more) => (await trained([25], more)).digest));
    expect(new Set(digests).size).toBe(kinds.length);
  });

  test("that goes on is the training that was never stopped, to the last bit", async () => {
    const more = "data.noise: { input: 0.1, label: 0.2 }\n";
    expect((await trained([10, 25], more)).digest).toBe((await trained([25], more)).digest);
  });

  test("is measured on clean held-out data: after one step of no size noise changes no loss", async () => {
    const still = "data.noise: { input: 3, label: 3 }\n";
    const losses = await Promise.all(
      ["", still].map(async (more) => {
        const store = memoryStore();
        const plan = await planOf(small([1], more).replace("learningRate: 0.01", "learningRate: 1.0e-30"));
        await runOn(store, plan);
        return (await resultOf(store, nodeOf(plan, "heldOut").key)).values;
      }),
    );
    expect(losses[1]).toEqual(losses[0]);
  });
});
