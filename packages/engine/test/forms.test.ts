import { memoryStore, readTensors, runNode, StoppedError, type Store } from "@goldilocks/engine";
import type { NodeOf, Plan } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { machineOn, nodeOf, planOf, runOn } from "./support/machine.ts";
import { plainFormForward } from "./support/plain-form.ts";
import { pointAt, resultOf, small, stateAt, stateDigest } from "./support/small.ts";

const [H, STEPS] = [6, 120];

const FORMS: readonly [string, string][] = [
  ["tied", "sae.tied: true\n"],
  ["a decoder bias", "sae.decoderBias: both\nsae.unitNorm: through\n"],
  ["topk", "sae.activation: topk\nsae.k: 2\n"],
  ["batchtopk", "sae.activation: batchtopk\nsae.k: 2\nsae.decoderBias: output\n"],
  ["jumprelu", "sae.activation: jumprelu\nsae.bandwidth: 0.2\nsae.initialThreshold: 0.1\nsae.l0Coefficient: 0.05\n"],
  ["gates", "sae.activation: gated\nsae.decoderBias: both\n"],
  [
    "an auxiliary loss",
    "sae.activation: topk\nsae.k: 1\nsae.auxiliary: { kind: auxk, k: 3, deadAfter: 10, coefficient: 0.5 }\n",
  ],
  [
    "tied batchtopk",
    "sae.activation: batchtopk\nsae.k: 3\nsae.tied: true\nsae.decoderBias: both\nsae.unitNorm: through\n",
  ],
];

const train = (
  store: Store,
  plan: Plan,
  step: number,
  parts: Parameters<typeof machineOn>[1] = {},
): Promise<unknown> => {
  const lookup = (key: string): NodeOf<"point"> => plan.nodes.get(key) as NodeOf<"point">;
  return runNode(lookup(pointAt(plan, step)), lookup, machineOn(store, parts));
};

async function ran(text: string): Promise<{ plan: Plan; store: Store }> {
  const plan = await planOf(text);
  const store = memoryStore();
  const { failed } = await runOn(store, plan);
  expect([...failed.values()]).toEqual([]);
  return { plan, store };
}

async function tensors(store: Store, key: string, name: string): Promise<ReturnType<typeof readTensors>> {
  return readTensors(await store.read((await resultOf(store, key)).outputs[name]?.digest ?? ""));
}

/** The samples `[21][H]` that the held-out metrics look at. */
async function heldOutSamples(plan: Plan, store: Store): Promise<Float64Array[]> {
  const features = (await tensors(store, nodeOf(plan, "features").key, "features.safetensors"))["features"]?.data ?? [];
  const chunks = [...plan.nodes.values()].filter((node): node is NodeOf<"codes"> => node.kind === "codes");
  const chunk = chunks.find(({ parameters }) => parameters.batches === 3);
  const { counts, indices, values } = await tensors(store, chunk?.key ?? "", "codes.safetensors");
  let at = 0;
  return Array.from(counts?.data ?? [], (count) => {
    const x = new Float64Array(H);
    for (const end = at + count; at < end; at++) {
      const from = (indices?.data[at] ?? 0) * H;
      for (let k = 0; k < H; k++) x[k] = (x[k] ?? 0) + (values?.data[at] ?? 0) * (features[from + k] ?? 0);
    }
    return x;
  });
}

describe.each(FORMS)("an autoencoder with %s", (_, form) => {
  test("comes to the same state when it is stopped and goes on, from a checkpoint or from a point", async () => {
    const { plan, store } = await ran(small([50, STEPS], form));
    const expected = await stateDigest(store, pointAt(plan, STEPS));
    const straight = await ran(small([STEPS], form));
    expect(await stateDigest(straight.store, pointAt(straight.plan, STEPS))).toBe(expected);
    const broken = memoryStore();
    for (const node of straight.plan.nodes.values()) {
      if (node.kind !== "features" && node.kind !== "codes" && node.kind !== "covariance") continue;
      const result = await resultOf(straight.store, node.key);
      for (const { digest } of Object.values(result.outputs)) await broken.write(await straight.store.read(digest));
      await broken.record(result);
    }
    for (const looks of [2, 3]) {
      let left = looks;
      await expect(train(broken, straight.plan, STEPS, { stopping: () => left-- <= 0 })).rejects.toThrow(StoppedError);
    }
    await train(broken, straight.plan, STEPS);
    expect(await stateDigest(broken, pointAt(straight.plan, STEPS))).toBe(expected);
  });

  test("has held-out metrics that agree with plain float64", async () => {
    const { plan, store } = await ran(small([STEPS], form));
    const state = await stateAt(store, plan, STEPS);
    const { parameters: sae } = nodeOf(plan, "trajectory");
    const { values } = await resultOf(store, nodeOf(plan, "heldOut").key);
    const samples = await heldOutSamples(plan, store);
    const sums = { squares: 0, l1: 0, l0: 0 };
    for (const x of samples) {
      const { codes, reconstruction } = plainFormForward(x, sae, state);
      sums.squares += x.reduce((sum, value, k) => sum + (value - (reconstruction[k] ?? 0)) ** 2, 0);
      sums.l1 += codes.reduce((sum, code) => sum + code, 0);
      sums.l0 += codes.filter((code) => code !== 0).length;
    }
    const expected = {
      "loss.reconstruction": sums.squares / H / samples.length,
      "l1.norm": sums.l1 / samples.length / sae.dictSize,
      l0: sums.l0 / samples.length,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect([name, (values as Record<string, unknown>)[name]]).toEqual([name, expect.closeTo(value, 5)]);
    }
  });
});

async function storedNames(form: string): Promise<string[]> {
  const { plan, store } = await ran(small([5], form));
  return Object.keys(await tensors(store, pointAt(plan, 5), "state.safetensors")).toSorted();
}

test("a stored state has the arrays of its form, and the plain form those it always had", async () => {
  const plain = await storedNames("");
  expect(plain).toHaveLength(12);
  expect(await storedNames("sae.activation: topk\nsae.k: 2\n")).toEqual(plain);
  const biased = ["decoderBias", "decoderBiasFirst", "decoderBiasSecond"];
  expect(await storedNames("sae.decoderBias: output\n")).toEqual([...plain, ...biased].toSorted());
});

test("the threshold of batch top-k is the mean of the smallest codes kept", async () => {
  const { plan, store } = await ran(small([1, 2], "sae.activation: batchtopk\nsae.k: 2\n"));
  const [first, second] = await Promise.all([1, 2].map((step) => stateAt(store, plan, step)));
  expect(first?.threshold).toBeGreaterThan(0);
  expect(second?.threshold).not.toBe(first?.threshold);
  const { plan: other, store: otherStore } = await ran(small([1], "sae.activation: topk\nsae.k: 2\n"));
  expect((await stateAt(otherStore, other, 1)).threshold).toBeUndefined();
});
