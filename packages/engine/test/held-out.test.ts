import { memoryStore, readTensors, type Store } from "@goldilocks/engine";
import type { NodeOf, Plan } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { nodeOf, planOf, runOn } from "./support/machine.ts";
import { plainForward, plainUnitRows } from "./support/plain-sae.ts";
import { resultOf, small, stateAt } from "./support/small.ts";

const H = 6;
const J = 9;

async function ran(text: string): Promise<{ plan: Plan; store: Store; values: Record<string, number> }> {
  const plan = await planOf(text);
  const store = memoryStore();
  const { failed } = await runOn(store, plan);
  expect([...failed.values()]).toEqual([]);
  return { plan, store, values: (await resultOf(store, nodeOf(plan, "heldOut").key)).values as Record<string, number> };
}

async function tensors(store: Store, key: string, name: string): Promise<ReturnType<typeof readTensors>> {
  return readTensors(await store.read((await resultOf(store, key)).outputs[name]?.digest ?? ""));
}

/** The held-out metrics in plain float64, out of what the store keeps. */
async function plainMetrics(plan: Plan, store: Store, penalty: number): Promise<Record<string, number>> {
  const features = (await tensors(store, nodeOf(plan, "features").key, "features.safetensors"))["features"]?.data ?? [];
  const heldOut = [...plan.nodes.values()].find(
    (node): node is NodeOf<"codes"> => node.kind === "codes" && node.parameters.batches === 3,
  );
  const { counts, indices, values } = await tensors(store, heldOut?.key ?? "", "codes.safetensors");
  const { encoder, bias, decoder } = (await stateAt(store, plan, 30)).parameters;
  const weights = { encoder: Float64Array.from(encoder), bias: Float64Array.from(bias) };
  const dictionary = plainUnitRows(decoder, H);
  const sums = { squares: 0, l1: 0, l0: 0 };
  let at = 0;
  for (const count of counts?.data ?? []) {
    const x = new Float64Array(H);
    for (const end = at + count; at < end; at++) {
      for (let k = 0; k < H; k++)
        x[k] = (x[k] ?? 0) + (values?.data[at] ?? 0) * (features[(indices?.data[at] ?? 0) * H + k] ?? 0);
    }
    const { codes, reconstruction } = plainForward(x, weights, dictionary);
    sums.squares += x.reduce((sum, value, k) => sum + (value - (reconstruction[k] ?? 0)) ** 2, 0);
    sums.l1 += codes.reduce((sum, code) => sum + code, 0);
    sums.l0 += codes.filter((code) => code > 0).length;
  }
  const samples = counts?.data.length ?? 0;
  expect(samples).toBe(3 * 7);
  const reconstruction = sums.squares / H / samples;
  return {
    "loss.reconstruction": reconstruction,
    "l1.norm": sums.l1 / samples / J,
    "l1.penalty": (sums.l1 / samples) * penalty,
    "loss.total": reconstruction + (sums.l1 / samples) * penalty,
    l0: sums.l0 / samples,
  };
}

describe("held-out metrics", () => {
  test.each([
    ["project, mean", "", 0.1 / J],
    ["project, sum", "sae.l1Normalise: sum\n", 0.1],
    ["through, mean", "sae.unitNorm: through\n", 0.1 / J],
  ])("agree with plain float64: %s", async (_, more, penalty) => {
    const { plan, store, values } = await ran(small([30], more));
    const expected = await plainMetrics(plan, store, penalty);
    for (const [name, value] of Object.entries(expected))
      expect([name, values[name]]).toEqual([name, expect.closeTo(value, 6)]);
    expect(Object.keys(values).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test("are of data that training has not seen", async () => {
    const { plan, store } = await ran(small([30]));
    const chunks = [...plan.nodes.values()].filter((node) => node.kind === "codes");
    const [a, b] = await Promise.all(chunks.map(async ({ key }) => tensors(store, key, "codes.safetensors")));
    const first = (chunk: typeof a): number[] => [...(chunk?.["values"]?.data ?? [])].slice(0, 20);
    expect(chunks).toHaveLength(2);
    expect(first(a)).not.toEqual(first(b));
  });

  test("see the jitter of the data", async () => {
    const clean = await ran(small([30]));
    const noisy = await ran(small([30], "data.jitter: 0.5\n"));
    expect(noisy.values["loss.reconstruction"]).toBeGreaterThan((clean.values["loss.reconstruction"] ?? 0) * 1.2);
  });
});
