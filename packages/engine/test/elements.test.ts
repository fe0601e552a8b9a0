import { ops, readTensors } from "@goldilocks/engine";
import { describe, expect, test } from "vitest";
import { bareNode, loadKernels, watchedKernels } from "./support/machine.ts";
import { examples, inputsOf, signed, unitRows } from "./support/matches.ts";
import { type Stored, storedContext } from "./support/stored.ts";

interface Measured {
  readonly values: Readonly<Record<string, number | null>>;
  readonly tensors: ReturnType<typeof readTensors>;
}

async function measure(stored: Stored, window = 50, recoveredAbove = 0.9, kernels = loadKernels): Promise<Measured> {
  const node = { ...bareNode("elements", { recoveredAbove, window }), inputs: ["point", "features"] };
  const made = await ops.elements.run(node, { ...storedContext(stored), kernels });
  const bytes = made.outputs["best-features.safetensors"]?.bytes ?? new Uint8Array();
  return { values: made.values as Measured["values"], tensors: readTensors(bytes) };
}

const identity = (n: number): Float32Array =>
  Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

describe("metrics from the dictionary's side", () => {
  test.each(examples)("agree with NumPy: h $activationDim, G $nFeatures, J $dictSize", async (example) => {
    const { values, tensors } = await measure(inputsOf(example));
    expect(values["mmcs.dictionary"]).toBeCloseTo(example.dictionary, 6);
    expect(values["mmcs.dictionary.live"]).toBeCloseTo(example.dictionaryLive, 6);
    expect(values["mmcs.truth.live"]).toBeCloseTo(example.truthLive, 6);
    expect([...(tensors["features"]?.data ?? [])]).toEqual(example.features);
    expect([...(tensors["copies"]?.data ?? [])]).toEqual(example.copies);
    expect(values["copies.truth"]).toEqual(example.copiesMean === null ? null : expect.closeTo(example.copiesMean, 9));
    expect(values["copies.truth.several"]).toBeCloseTo(example.copiesSeveral, 9);
  });

  test("are 1 and one copy each where the dictionary is some of the features", async () => {
    const stored = { activationDim: 6, features: identity(6), dictionary: identity(6).slice(0, 18) };
    expect((await measure(stored)).values).toMatchObject({
      "mmcs.dictionary": 1,
      "copies.truth": 1,
      "copies.truth.several": 0,
    });
  });

  test("count what is above the bound, not at it, and nothing twice", async () => {
    const dictionary = Float32Array.from([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, -1]);
    const stored = { activationDim: 3, features: identity(3), dictionary };
    const { values, tensors } = await measure(stored);
    expect([...(tensors["copies"]?.data ?? [])]).toEqual([2, 1, 0]);
    expect(values).toMatchObject({ "copies.truth": 1.5, "copies.truth.several": 1 / 3, "mmcs.dictionary": 3 / 4 });
    expect((await measure(stored, 50, 1)).values).toMatchObject({ "copies.truth": null, "copies.truth.several": 0 });
  });

  test("measures decoders under `through` at unit norm", async () => {
    const rows = signed(5, 7 * 10);
    const features = unitRows(signed(6, 4 * 10), 10);
    const unit = await measure({ activationDim: 10, features, dictionary: unitRows(rows, 10) });
    const raw = Float32Array.from(rows, (value) => 3 * value);
    const through = await measure({ activationDim: 10, features, dictionary: raw, unitNorm: "through" });
    expect(through.values["mmcs.dictionary"]).toBeCloseTo(unit.values["mmcs.dictionary"] ?? Number.NaN, 6);
  });
});

describe("live elements", () => {
  const stored = { activationDim: 2, features: identity(2), dictionary: Float32Array.from([1, 0, 0, 1, 0, -1]) };

  test("are those that were active in the last minibatches of the window", async () => {
    const idle = { ...stored, step: 100, lastActive: Uint32Array.from([90, 91, 100]) };
    expect((await measure(idle, 10)).values).toMatchObject({ "mmcs.truth.live": 1 / 2, "mmcs.dictionary.live": 1 / 2 });
    expect((await measure(idle, 11)).values).toMatchObject({ "mmcs.truth.live": 1, "mmcs.dictionary.live": 2 / 3 });
  });

  test("are not known before the window is full, and are nothing to measure where all are dead", async () => {
    const none = { "mmcs.truth.live": null, "mmcs.dictionary.live": null };
    expect((await measure({ ...stored, step: 9, lastActive: Uint32Array.of(9, 9, 9) }, 10)).values).toMatchObject(none);
    expect((await measure({ ...stored, step: 30, lastActive: new Uint32Array(3) }, 10)).values).toMatchObject(none);
    expect((await measure({ ...stored, step: 10, lastActive: Uint32Array.of(9, 9, 0) }, 10)).values).toMatchObject({
      "mmcs.truth.live": 1,
    });
  });

  test("may lie anywhere among many", async () => {
    const [h, count] = [5, 1300];
    const features = unitRows(signed(8, 3 * h), h);
    const dictionary = unitRows(signed(9, count * h), h);
    const living = [3, 511, 512, 777, 1299];
    for (const [n, j] of living.entries()) dictionary.set(features.subarray((n % 3) * h, (n % 3) * h + h), j * h);
    const lastActive = Uint32Array.from({ length: count }, (_, j) => (living.includes(j) ? 60 : 10));
    const { values } = await measure({ activationDim: h, features, dictionary, step: 60, lastActive }, 20);
    expect(values["mmcs.truth.live"]).toBeCloseTo(1, 6);
    expect(values["mmcs.dictionary.live"]).toBeCloseTo(1, 6);
  });
});

/** Most memory in use where as many features are compared with as many elements. */
async function peakOf(count: number): Promise<number> {
  const { kernels, peak } = watchedKernels();
  const rows = (stream: number): Float32Array => unitRows(signed(stream, count * 2), 2);
  const lastActive = new Uint32Array(count).fill(1);
  const stored = { activationDim: 2, features: rows(1), dictionary: rows(2), step: 60, lastActive };
  await measure(stored, 60, 0.9, kernels);
  return peak();
}

test("the memory of the comparison grows with the sizes, not with their product", async () => {
  const [once, twice] = [await peakOf(4_500), await peakOf(9_000)];
  // Two sets of padded rows; a matrix of both would take 243 MB more.
  expect(twice - once).toBeLessThan(4_500 * 2 * 128 + 10_000);
});
