import { readFileSync } from "node:fs";
import { ops, readTensors, type Result, writeTensors } from "@goldilocks/engine";
import type { PlanNode } from "@goldilocks/plan";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contextOf, type Dictionary, randomRows, unit } from "./support/dictionaries.ts";
import { bareNode, loadKernels } from "./support/machine.ts";
import { plainUnitRows } from "./support/plain-sae.ts";

interface Example {
  readonly activationDim: number;
  readonly nFeatures: number;
  readonly dictSize: number;
  readonly dictionaries: number;
  readonly noise: number;
  readonly above: number;
  readonly featureStream: number;
  readonly stream: number;
  readonly matches: number;
  readonly mmcsTruth: number;
  readonly mmcsTruthAveraged: number;
  readonly averaged: readonly (readonly number[])[];
}

const { examples } = JSON.parse(
  readFileSync(new URL("../../../tests/reference/averaging.json", import.meta.url), "utf8"),
) as { readonly examples: readonly Example[] };

interface Averaged {
  readonly rows: Float32Array;
  readonly values: Readonly<Record<string, number | null>>;
}

async function averaged(
  width: number,
  features: Float32Array,
  dictionaries: readonly Dictionary[],
  averageAbove = 0,
): Promise<Averaged> {
  const points = contextOf(width, dictionaries, loadKernels);
  const nFeatures = features.length / width;
  const truth = writeTensors({ features: { shape: [nFeatures, width], data: features } });
  const context = {
    ...points,
    node: (key: string) =>
      key === "features"
        ? ({ kind: "features", parameters: { activationDim: width, nFeatures } } as unknown as PlanNode)
        : points.node(key),
    result: async (key: string) => ({ key, values: { "mmcs.truth.chance": 0.25 } }) as unknown as Result,
    read: async (result: Result, name: string) => (result.key === "features" ? truth : points.read(result, name)),
  };
  const inputs = ["features", "chance", ...dictionaries.map((_, index) => `point ${index}`)];
  const { outputs, values } = await ops.averaged.run({ ...bareNode("averaged", { averageAbove }), inputs }, context);
  const { dictionary } = readTensors(outputs["dictionary.safetensors"]?.bytes ?? new Uint8Array());
  expect(dictionary?.shape).toEqual([(dictionaries[0]?.rows.length ?? 0) / width, width]);
  return { rows: dictionary?.data as Float32Array, values: values as Averaged["values"] };
}

/** Dictionary r as averaging.py describes it. */
function plantedRows(example: Example, features: Float32Array, r: number): Float32Array {
  const { activationDim: width, nFeatures, dictSize, noise, stream } = example;
  const random = randomRows(stream + r, dictSize, width);
  const rows = Float64Array.from(random, (value, i) => {
    const j = Math.floor(i / width);
    const sign = (j + r) % 7 === 3 ? -1 : 1;
    return sign * ((features[((5 * j + r) % nFeatures) * width + (i % width)] ?? 0) + noise * value);
  });
  return Float32Array.from(plainUnitRows(rows, width));
}

describe("a dictionary averaged with others", () => {
  test.each(examples)("is that of an independent computation (case $#)", async (example) => {
    const { activationDim: width, nFeatures, above, dictionaries: count, dictSize } = example;
    const features = unit(example.featureStream, nFeatures, width);
    const all = Array.from({ length: count }, (_, r) => ({ rows: plantedRows(example, features, r) }));
    const { rows, values } = await averaged(width, features, all, above);
    for (const [i, value] of example.averaged.flat().entries()) expect(rows[i]).toBeCloseTo(value, 6);
    expect(values["mmcs.truth.averaged"]).toBeCloseTo(example.mmcsTruthAveraged, 6);
    expect(values["matches"]).toBe(example.matches / (dictSize * (count - 1)));
    expect(values["mmcs.truth.averaged.chance"]).toBe(0.25);
    const alone = await averaged(width, features, [...all.slice(0, 1), ...all.slice(0, 1)], above);
    expect(alone.values["mmcs.truth.averaged"]).toBeCloseTo(example.mmcsTruth, 6);
  });

  test("has rows of length 1, and knows no order of the others but for rounding", async () => {
    const shapes = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      size: fc.integer({ min: 1, max: 30 }),
      stream: fc.nat(1000),
      above: fc.constantFrom(0, 0.2, 0.6),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ width, size, stream, above }) => {
        const [first, ...others] = [0, 1, 2, 3].map((r) => ({ rows: unit(stream + r, size, width) }));
        if (first === undefined) throw new Error("no dictionary");
        const features = unit(stream + 9, 5, width);
        const { rows, values } = await averaged(width, features, [first, ...others], above);
        for (let j = 0; j < size; j++) {
          expect(Math.hypot(...rows.subarray(j * width, (j + 1) * width))).toBeCloseTo(1, 5);
        }
        const turned = await averaged(width, features, [first, ...others.toReversed()], above);
        for (const [i, value] of rows.entries()) expect(turned.rows[i]).toBeCloseTo(value, 6);
        expect(turned.values["matches"]).toBe(values["matches"]);
      }),
      { numRuns: 25 },
    );
  });

  test("is the dictionary itself where the others are the same in another order", async () => {
    const rows = unit(3, 20, 6);
    const turned = new Float32Array(rows.length).map((_, i) => rows[(19 - Math.floor(i / 6)) * 6 + (i % 6)] ?? 0);
    const made = await averaged(6, unit(4, 8, 6), [{ rows }, { rows: turned }], 0.99);
    for (const [i, value] of made.rows.entries()) expect(value).toBeCloseTo(rows[i] ?? 9, 6);
    expect(made.values["matches"]).toBe(1);
  });

  test("takes no element of the opposite sign, and none that is less alike than is asked for", async () => {
    const identity = Float32Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const negative = identity.map((value) => 0 - value);
    const made = await averaged(3, identity, [{ rows: identity }, { rows: negative }]);
    expect([...made.rows]).toEqual([...identity]);
    expect(made.values["matches"]).toBe(0);
    const diagonal = Float32Array.from(plainUnitRows([1, 1, 0, 0, 1, 1, 1, 0, 1], 3));
    const [loose, strict] = [
      await averaged(3, identity, [{ rows: identity }, { rows: diagonal }], 0.7),
      await averaged(3, identity, [{ rows: identity }, { rows: diagonal }], 0.71),
    ];
    expect([loose.values["matches"], strict.values["matches"]]).toEqual([1, 0]);
    expect([...strict.rows]).toEqual([...identity]);
    expect(loose.rows[0]).toBeCloseTo(Math.cos(Math.PI / 8), 6);
  });

  test("normalises rows whose norm the forward pass holds", async () => {
    const rows = unit(7, 12, 5);
    const [plain, through] = [
      await averaged(5, unit(8, 4, 5), [{ rows }, { rows: unit(9, 12, 5) }]),
      await averaged(5, unit(8, 4, 5), [
        { rows: rows.map((value) => 3 * value), unitNorm: "through" },
        { rows: unit(9, 12, 5).map((value) => 0.5 * value), unitNorm: "through" },
      ]),
    ];
    for (const [i, value] of through.rows.entries()) expect(value).toBeCloseTo(plain.rows[i] ?? 9, 6);
  });

  test("is itself where there is no other, and has no MMCS of its own", async () => {
    const rows = unit(11, 10, 4);
    const { rows: made, values } = await averaged(4, unit(12, 6, 4), [{ rows }]);
    for (const [i, value] of made.entries()) expect(value).toBeCloseTo(rows[i] ?? 9, 6);
    expect(values).toMatchObject({ "mmcs.truth.averaged": null, matches: null, dictionaries: 1 });
  });

  test("is compared in blocks, as if at once", async () => {
    const [rows, other] = [unit(13, 4100, 3), unit(14, 4100, 3)];
    const { rows: made } = await averaged(3, unit(15, 4, 3), [{ rows }, { rows: other }], 0.5);
    for (const j of [0, 4095, 4096, 4099]) {
      const own = rows.subarray(3 * j, 3 * j + 3);
      const alone = await averaged(3, unit(15, 4, 3), [{ rows: own }, { rows: other }], 0.5);
      expect([...made.subarray(3 * j, 3 * j + 3)]).toEqual([...alone.rows]);
    }
  });
});

const mean = async (pairs: readonly number[], chances: readonly number[]): Promise<unknown> => {
  const all = [...pairs, ...chances];
  const context = {
    ...contextOf(1, [], loadKernels),
    result: async (key: string) =>
      ({ key, values: { mmcs: all[Number(key)], "mmcs.truth.chance": all[Number(key)] } }) as unknown as Result,
  };
  const node = { ...bareNode("across", {}), inputs: all.map((_, index) => String(index)) };
  return (await ops.across.run(node, context)).values;
};

describe("MMCS across seeds", () => {
  test("is the mean over its pairs, beside that of their chance levels", async () => {
    expect(await mean([0.5, 0.75], [0.25, 0.375])).toEqual({
      "mmcs.across": 0.625,
      "mmcs.across.chance": 0.3125,
      pairs: 2,
    });
  });

  test("is absent where there is no other dictionary", async () => {
    expect(await mean([], [])).toEqual({ "mmcs.across": null, "mmcs.across.chance": null, pairs: 0 });
  });
});
