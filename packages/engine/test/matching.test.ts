import { ops, readTensors } from "@goldilocks/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bareNode } from "./support/machine.ts";
import { examples, inputsOf, signed, unitRows } from "./support/matches.ts";
import { type Stored, storedContext } from "./support/stored.ts";

interface Matched {
  readonly mean: number | null;
  readonly recovered: number | null;
  /** −1 for none. */
  readonly elements: readonly number[];
  readonly cosines: readonly number[];
}

async function match(stored: Stored, recoveredAbove = 0.9): Promise<Matched> {
  const node = { ...bareNode("matching", { recoveredAbove }), inputs: ["point", "features"] };
  const { outputs, values } = await ops.matching.run(node, storedContext(stored));
  const bytes = outputs["one-to-one.safetensors"]?.bytes;
  const tensors = bytes === undefined ? {} : readTensors(bytes);
  return {
    mean: values["mmcs.matched"] as number | null,
    recovered: values["recovered.matched"] as number | null,
    elements: Array.from(tensors["elements"]?.data ?? [], (element) => (element === 2 ** 32 - 1 ? -1 : element)),
    cosines: [...(tensors["cosines"]?.data ?? [])],
  };
}

/** The largest total cosine that any one-to-one matching has, found by trying all of them. */
function exhaustive({ activationDim: h, features, dictionary }: Stored): number {
  const dot = (a: Float32Array, i: number, b: Float32Array, j: number): number => {
    let sum = 0;
    for (let k = 0; k < h; k++) sum += (a[i * h + k] ?? 0) * (b[j * h + k] ?? 0);
    return sum;
  };
  const [fewer, more] = features.length <= dictionary.length ? [features, dictionary] : [dictionary, features];
  const best = (i: number, left: readonly number[]): number =>
    i * h === fewer.length
      ? 0
      : Math.max(
          ...left.map(
            (j) =>
              dot(fewer, i, more, j) +
              best(
                i + 1,
                left.filter((other) => other !== j),
              ),
          ),
        );
  return best(0, [...Array(more.length / h).keys()]);
}

describe("the one-to-one matching", () => {
  test.each(examples)("is SciPy's: h $activationDim, G $nFeatures, J $dictSize", async (example) => {
    const { mean, recovered, elements } = await match(inputsOf(example));
    expect(mean).toBeCloseTo(example.matched, 6);
    expect(recovered).toBeCloseTo(example.recovered, 12);
    expect(elements).toEqual(example.elements);
  });

  test("has the largest total of all, whichever there are more of", async () => {
    const shapes = fc.record({
      activationDim: fc.integer({ min: 1, max: 5 }),
      nFeatures: fc.integer({ min: 1, max: 5 }),
      dictSize: fc.integer({ min: 1, max: 5 }),
      stream: fc.nat(1000),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ activationDim, nFeatures, dictSize, stream }) => {
        const features = unitRows(signed(stream, nFeatures * activationDim), activationDim);
        const dictionary = unitRows(signed(stream + 1, dictSize * activationDim), activationDim);
        const { mean, elements, cosines } = await match({ activationDim, features, dictionary });
        expect((mean ?? Number.NaN) * nFeatures).toBeCloseTo(exhaustive({ activationDim, features, dictionary }), 5);
        const used = elements.filter((element) => element >= 0);
        expect(new Set(used).size).toBe(Math.min(nFeatures, dictSize));
        expect(used).toHaveLength(Math.min(nFeatures, dictSize));
        for (const [g, element] of elements.entries()) if (element < 0) expect(cosines[g]).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test("gives a feature one element alone, where MMCS lets two features share one", async () => {
    const features = Float32Array.from([1, 0, 0.8, 0.6]);
    const dictionary = Float32Array.from([1, 0, 0, -1]);
    const { mean, elements } = await match({ activationDim: 2, features, dictionary });
    // 1 + (−0.6) or 0 + 0.8: the second.
    expect(elements).toEqual([1, 0]);
    expect(mean).toBeCloseTo(0.4, 6);
  });

  test("is 1 where the dictionary is the features in another order, across blocks of 512", async () => {
    const [h, n] = [8, 600];
    const features = unitRows(signed(4, n * h), h);
    const order = Array.from({ length: n }, (_, j) => (7 * j + 3) % n);
    const dictionary = new Float32Array((n + 500) * h).fill(0);
    dictionary.set(unitRows(signed(5, 500 * h), h), n * h);
    for (const [j, g] of order.entries()) dictionary.set(features.subarray(g * h, (g + 1) * h), j * h);
    const { mean, recovered, elements } = await match({ activationDim: h, features, dictionary });
    expect(mean).toBeCloseTo(1, 6);
    expect(recovered).toBe(1);
    for (const [j, g] of order.entries()) expect(elements[g]).toBe(j);
  });

  test("counts a feature without an element as 0", async () => {
    const features = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const { mean, recovered, elements } = await match({ activationDim: 3, features, dictionary: features.slice(3, 6) });
    expect([mean, recovered]).toEqual([1 / 3, 1 / 3]);
    expect(elements).toEqual([-1, 0, -1]);
  });

  test("is left out beyond the numbers that are matched", async () => {
    const features = new Float32Array(8200);
    const dictionary = new Float32Array(8200);
    expect(await match({ activationDim: 1, features, dictionary })).toEqual({
      mean: null,
      recovered: null,
      elements: [],
      cosines: [],
    });
  });
});

const chanceOf = async (features: Float32Array, activationDim: number, dictSize: number): Promise<number | null> => {
  const node = { ...bareNode("matchingChance", { dictSize }), inputs: ["features"] };
  const context = storedContext({ activationDim, features, dictionary: features });
  return (await ops.matchingChance.run(node, context)).values["mmcs.matched.chance"] as number | null;
};

describe("chance levels", () => {
  test("of one-to-one matches lie below those of MMCS, and grow with the dictionary", async () => {
    const features = unitRows(signed(11, 60 * 10), 10);
    const context = storedContext({ activationDim: 10, features, dictionary: features });
    const chance = { ...bareNode("chance", { dictSize: 60 }), inputs: ["features"] };
    const mmcs = (await ops.chance.run(chance, context)).values["mmcs.truth.chance"] as number;
    const [few, same, many] = [30, 60, 400].map((dictSize) => chanceOf(features, 10, dictSize));
    expect(await same).toBeLessThan(mmcs);
    expect(await same).toBeGreaterThan(2 * ((await few) ?? 1) * 0.8);
    expect(await many).toBeGreaterThan((await same) ?? 1);
    expect(await chanceOf(new Float32Array(8200), 1, 8200)).toBeNull();
  });

  test("of elements are the mean largest cosine of random directions: exact for two features in the plane", async () => {
    // cos of the angle to the nearer of two opposite rays is |cos φ|, φ uniform: 2/π on average.
    const features = Float32Array.from([1, 0, -1, 0]);
    const node = { ...bareNode("elementsChance", {}), inputs: ["features"] };
    const { values } = await ops.elementsChance.run(
      node,
      storedContext({ activationDim: 2, features, dictionary: features }),
    );
    // Of 8,192 elements the deviation 0.308 leaves a standard error of 0.0034.
    expect(Math.abs((values["mmcs.dictionary.chance"] as number) - 2 / Math.PI)).toBeLessThan(4 * 0.0034);
    expect(values["mmcs.dictionary.live.chance"]).toBe(values["mmcs.dictionary.chance"]);
  });

  test("of positive features are those of positive dictionaries", async () => {
    // Of φ uniform in a quarter turn, the larger of cos φ and sin φ is 2√2/π on average.
    const stored = { activationDim: 2, features: Float32Array.from([1, 0, 0, 1]), dictionary: new Float32Array(4) };
    const node = { ...bareNode("elementsChance", {}), inputs: ["features"] };
    const { values } = await ops.elementsChance.run(node, storedContext({ ...stored, directions: "positive" }));
    expect(values["mmcs.dictionary.chance"]).toBeCloseTo((2 * Math.SQRT2) / Math.PI, 2);
    const matched = { ...bareNode("matchingChance", { dictSize: 300 }), inputs: ["features"] };
    const far = { ...stored, features: Float32Array.from([-1, 0, 0, -1]) };
    const level = async (directions: "sphere" | "positive"): Promise<number> =>
      (await ops.matchingChance.run(matched, storedContext({ ...far, directions }))).values[
        "mmcs.matched.chance"
      ] as number;
    expect(await level("sphere")).toBeGreaterThan(0.99);
    expect(await level("positive")).toBeLessThan(0);
  });
});
