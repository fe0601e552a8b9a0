import { drawSamples, memoryStore, restart, runNode, type Store, type TrainingState } from "@goldilocks/engine";
import type { Plan, PlanNode } from "@goldilocks/plan";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { machineOn, planOf, runOn } from "./support/machine.ts";
import { pointAt, resultOf, small, stateAt, stateDigest } from "./support/small.ts";

const LAST = 300;
/** Looks at the clock come every 16 steps: 64, 128 and 192 are such steps, 257 begins another chunk. */
const resampling = (steps: readonly number[], more = "every: 64, until: 256"): string =>
  small(steps).replace(
    "train: {",
    `sae.l1Coefficient: 6\ntrain: { resample: { kind: loss, ${more}, window: 30, batches: 3 },`,
  );

const lookupIn =
  ({ nodes }: Plan) =>
  (key: string): PlanNode =>
    nodes.get(key) as PlanNode;
const train = (store: Store, plan: Plan, step: number, parts: Parameters<typeof machineOn>[1] = {}): Promise<unknown> =>
  runNode(lookupIn(plan)(pointAt(plan, step)), lookupIn(plan), machineOn(store, parts));

let whole: Plan;
let straight: Store;
let expected: string;

beforeAll(async () => {
  whole = await planOf(resampling([LAST]));
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

describe("a training that resamples dead elements", () => {
  test("says how many it resampled after which steps", async () => {
    const { values } = await resultOf(straight, pointAt(whole, LAST));
    const { resampled } = values as { resampled: { step: number; elements: number }[] };
    expect(resampled.map(({ step }) => step)).toEqual([64, 128, 192, 256]);
    expect(resampled[0]?.elements).toBeGreaterThan(0);
  });

  test("comes to the same state through points and stops anywhere, also just before and after a resampling", async () => {
    const looks = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 5 });
    const steps = fc.uniqueArray(fc.constantFrom(1, 63, 64, 65, 128, 191, 192, 256, 257, 290), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(steps, looks, async (points, stops) => {
        const plan = await planOf(resampling([...points, LAST]));
        const store = await withData();
        for (const step of points) await train(store, plan, step);
        for (const stop of stops) {
          let left = stop;
          await train(store, plan, LAST, { stopping: () => left-- <= 0 }).catch(() => {});
        }
        await train(store, plan, LAST);
        expect(await stateDigest(store, pointAt(plan, LAST))).toBe(expected);
      }),
      { numRuns: 10 },
    );
  });

  test("is another training only from its first resampling on: a point at that step still stands before it", async () => {
    const plan = await planOf(resampling([64, 65]));
    const without = await planOf(small([64, 65]).replace("train: {", "sae.l1Coefficient: 6\ntrain: {"));
    const [store, other] = [memoryStore(), memoryStore()];
    await runOn(store, plan);
    await runOn(other, without);
    const [parameters, others] = [await stateAt(store, plan, 64), await stateAt(other, without, 64)];
    expect(parameters.parameters).toEqual(others.parameters);
    expect((await stateAt(store, plan, 65)).parameters).not.toEqual((await stateAt(other, without, 65)).parameters);
  });
});

/** Forms whose states hold more than the post's, with penalties under which elements die. */
const forms = {
  topk: "sae.activation: topk, sae.k: 1",
  batchtopk: "sae.activation: batchtopk, sae.k: 1",
  jumprelu: "sae.activation: jumprelu, sae.l0Coefficient: 3, sae.initialThreshold: 0.3, sae.bandwidth: 0.5",
  gated: "sae.activation: gated, sae.l1Coefficient: 6",
  tied: "sae.tied: true, sae.decoderBias: both, sae.activation: topk, sae.k: 1",
};

describe.each(Object.entries(forms))("resampling a form: %s", (_, form) => {
  const text = (steps: readonly number[]): string =>
    small(steps).replace(
      "train: {",
      `${form.replaceAll(", ", "\n")}\ntrain: { resample: { kind: loss, every: 64, until: 128, window: 30, batches: 3 },`,
    );

  test("comes to the same state through points before and after", async () => {
    const [alone, split] = [await planOf(text([140])), await planOf(text([63, 64, 65, 128, 140]))];
    const [store, other] = [memoryStore(), memoryStore()];
    await runOn(store, alone);
    await runOn(other, split);
    const digest = await stateDigest(store, pointAt(alone, 140));
    expect(await stateDigest(other, pointAt(split, 140))).toBe(digest);
    const { resampled } = (await resultOf(store, pointAt(alone, 140))).values as { resampled: { elements: number }[] };
    expect(resampled.reduce((sum, { elements }) => sum + elements, 0)).toBeGreaterThan(0);
  });
});

const moments = (names: readonly string[]): string[] => names.flatMap((one) => [`${one}First`, `${one}Second`]);

describe("an element that starts anew", () => {
  test("has thresholds and magnitudes as at first, and no moments; others keep theirs", () => {
    const columns = ["bias", "logThreshold", "magnitudeScale", "magnitudeBias"];
    const names = [...columns, ...moments(columns)];
    const rows = ["encoder", "decoder", ...moments(["encoder", "decoder"])];
    const parameters = Object.fromEntries([
      ...names.map((one) => [one, Float32Array.of(1, 2, 3)]),
      ...rows.map((one) => [one, Float32Array.of(1, 0, 0, 3, 5, 0)]),
      ["decoderBias", Float32Array.of(7, 8)],
    ]) as unknown as TrainingState["parameters"];
    restart({ parameters }, [1], [Float32Array.of(3, 4)], { encoderScale: 0.5, logThreshold: -2 });
    const found: { readonly [name: string]: Float32Array | undefined } = parameters;
    for (const one of names) expect([one, ...(found[one] ?? [])]).toEqual([one, 1, one === "logThreshold" ? -2 : 0, 3]);
    for (const one of moments(["encoder", "decoder"])) expect([...(found[one] ?? [])]).toEqual([1, 0, 0, 0, 5, 0]);
    expect([...parameters.decoder]).toEqual([1, 0, Math.fround(0.6), Math.fround(0.8), 5, 0]);
    expect([...parameters.encoder]).toEqual([1, 0, Math.fround(0.6 * 1.5), Math.fround(0.8 * 1.5), 5, 0]);
    expect([...(parameters.decoderBias ?? [])]).toEqual([7, 8]);
  });
});

describe("samples are drawn", () => {
  test("with probability proportional to their weight", () => {
    const weights = Float64Array.of(0, 1, 0, 3, 4, 0);
    const uniforms = Array.from({ length: 8000 }, (_, i) => (i + 0.5) / 8000);
    const drawn = drawSamples(weights, uniforms);
    const counts = [...weights.keys()].map((sample) => drawn.filter((one) => one === sample).length);
    expect(counts).toEqual([0, 1000, 0, 3000, 4000, 0]);
  });

  test("never where the weight is 0, whatever the number, and not at all where all are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true })), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }),
        (weights, uniforms) => {
          const drawn = drawSamples(Float64Array.from(weights), uniforms);
          expect(drawn).toHaveLength(weights.some((weight) => weight > 0) ? uniforms.length : 0);
          for (const sample of drawn) expect(weights[sample]).toBeGreaterThan(0);
        },
      ),
    );
  });
});
