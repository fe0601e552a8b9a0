import { ops, type Result } from "@goldilocks/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contextOf, type Dictionary, randomRows, unit } from "./support/dictionaries.ts";
import { bareContext, bareNode, loadKernels, watchedKernels } from "./support/machine.ts";
import { plainUnitRows } from "./support/plain-sae.ts";

async function mmcs(width: number, smaller: Dictionary, larger: Dictionary, kernels = loadKernels): Promise<number> {
  const node = { ...bareNode("pair", {}), inputs: ["point 0", "point 1"] };
  const { values } = await ops.pair.run(node, contextOf(width, [smaller, larger], kernels));
  return values["mmcs"] as number;
}

/** MMCS as its formula says, in float64. */
function plainMmcs(width: number, smaller: ArrayLike<number>, larger: ArrayLike<number>): number {
  const cosine = (j: number, k: number): number => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (smaller[j * width + i] ?? 0) * (larger[k * width + i] ?? 0);
    return sum;
  };
  const [few, many] = [smaller.length / width, larger.length / width];
  let total = 0;
  for (let j = 0; j < few; j++) total += Math.max(...Array.from({ length: many }, (_, k) => cosine(j, k)));
  return total / few;
}

describe("MMCS of a dictionary with a larger one", () => {
  test("is the mean over the smaller's elements of the largest cosine to the larger's", async () => {
    const shapes = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      few: fc.integer({ min: 1, max: 30 }),
      more: fc.integer({ min: 1, max: 40 }),
      stream: fc.nat(1000),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ width, few, more, stream }) => {
        const [smaller, larger] = [unit(stream, few, width), unit(stream + 1, few + more, width)];
        const made = await mmcs(width, { rows: smaller }, { rows: larger });
        expect(made).toBeCloseTo(plainMmcs(width, smaller, larger), 5);
      }),
      { numRuns: 40 },
    );
  });

  test("is 1 where the larger holds the smaller, in any order, whatever else it holds", async () => {
    const smaller = unit(3, 50, 12);
    const larger = new Float32Array(200 * 12).map((_, i) => {
      const j = 199 - Math.floor(i / 12);
      return smaller[j < 50 ? j * 12 + (i % 12) : i % 12] ?? 0;
    });
    expect(await mmcs(12, { rows: smaller }, { rows: larger })).toBeCloseTo(1, 6);
  });

  test("knows a sign, and asks about the smaller's elements alone", async () => {
    const identity = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const negative = identity.map((value) => 0 - value);
    expect(await mmcs(4, { rows: identity.slice(0, 4) }, { rows: negative })).toBe(0);
    expect(await mmcs(4, { rows: identity.slice(0, 4) }, { rows: identity })).toBe(1);
    expect(await mmcs(4, { rows: identity }, { rows: identity.slice(0, 4) })).toBe(1 / 4);
  });

  test("measures decoders under `through` at unit norm", async () => {
    const [few, many] = [randomRows(5, 7, 10), randomRows(6, 20, 10)];
    const made = await mmcs(10, { rows: few, unitNorm: "through" }, { rows: many, unitNorm: "through" });
    expect(made).toBeCloseTo(plainMmcs(10, plainUnitRows(few, 10), plainUnitRows(many, 10)), 5);
  });

  test("goes through rows and elements in blocks, and takes no memory that grows with the product of the sizes", async () => {
    const [few, many] = [4100, 5000];
    const smaller = unit(7, few, 3);
    const larger = new Float32Array(many * 3);
    // Every element of the smaller is in the larger, far away and beyond the first block of either.
    for (let j = 0; j < many; j++) larger.set(smaller.subarray((j % few) * 3, (j % few) * 3 + 3), (many - 1 - j) * 3);
    const { kernels, peak } = watchedKernels();
    const made = await mmcs(3, { rows: smaller }, { rows: larger }, kernels);
    expect(made).toBeCloseTo(1, 6);
    const dictionaries = (few + many + 16) * 128;
    const blocks = 4096 * 512 * 4 + 512 * 128 + 4096 * 8;
    expect(peak()).toBeLessThan(dictionaries + blocks + 2_000_000);
  });
});

/** What the op makes of values of pairs and chance levels. */
const larger = async (pairs: readonly number[], chances: readonly number[]): Promise<Record<string, unknown>> => {
  const values: Record<string, unknown> = {};
  for (const [index, mmcsOf] of pairs.entries()) values[`pair ${index}`] = { mmcs: mmcsOf };
  for (const [index, level] of chances.entries()) values[`chance ${index}`] = { "mmcs.truth.chance": level };
  const context = { ...bareContext, result: async (key: string) => ({ key, values: values[key] }) as Result };
  const made = await ops.larger.run({ ...bareNode("larger", {}), inputs: Object.keys(values) }, context);
  return made.values;
};

describe("MMCS with all larger dictionaries", () => {
  test("is the mean over them, and with the next that of the first; each has the chance levels of the same sizes", async () => {
    expect(await larger([0.9, 0.7, 0.5], [0.1, 0.2, 0.6])).toMatchObject({
      "mmcs.larger": (0.9 + 0.7 + 0.5) / 3,
      "mmcs.larger.chance": (0.1 + 0.2 + 0.6) / 3,
      "mmcs.larger.next": 0.9,
      "mmcs.larger.next.chance": 0.1,
    });
  });

  test("is absent for a dictionary that has none larger", async () => {
    expect(await larger([], [])).toMatchObject({
      "mmcs.larger": null,
      "mmcs.larger.chance": null,
      "mmcs.larger.next": null,
      "mmcs.larger.next.chance": null,
    });
  });
});
