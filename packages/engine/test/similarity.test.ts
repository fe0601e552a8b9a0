import { readFileSync } from "node:fs";
import { ops, readTensors, type Result, encodeState, writeTensors, type OpContext } from "@goldilocks/engine";
import type { PlanNode } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { uniform } from "./support/formula.ts";
import { bareContext, bareNode } from "./support/machine.ts";
import { featuresOf } from "./support/toy.ts";

interface Example {
  readonly activationDim: number;
  readonly nFeatures: number;
  readonly dictSize: number;
  readonly featureStream: number;
  readonly dictionary: "random" | "planted";
  readonly stream: number;
  readonly noise: number | null;
  readonly mmcsTruth: number;
  readonly recovered: number;
  readonly best: readonly number[];
  readonly argmax: readonly number[];
}
interface Chance {
  readonly activationDim: number;
  readonly nFeatures: number;
  readonly dictSize: number;
  readonly positive: boolean;
  readonly draws: number;
  readonly mean: number;
  readonly deviation: number;
}
const reference = JSON.parse(
  readFileSync(new URL("../../../tests/reference/similarity.json", import.meta.url), "utf8"),
) as { readonly examples: readonly Example[]; readonly chance: readonly Chance[] };

const signed = (stream: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => 2 * uniform(stream, i) - 1);

/** Rows divided by their norms, the squares summed from left to right. */
function unitRows(rows: Float64Array, width: number): Float32Array {
  const unit = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += width) {
    const row = rows.subarray(from, from + width);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    unit.set(
      row.map((value) => value / norm),
      from,
    );
  }
  return unit;
}

interface Case {
  readonly activationDim: number;
  readonly features: Float32Array;
  readonly dictionary: Float32Array;
  readonly directions?: "sphere" | "positive";
  readonly unitNorm?: "project" | "through";
  readonly recoveredAbove?: number;
}
interface Measured {
  readonly mmcs: number;
  readonly recovered: number;
  readonly cosines: readonly number[];
  readonly elements: readonly number[];
}

/** Results of the nodes that a metric looks at, without any training behind them. */
function contextOf({ activationDim, features, dictionary, directions, unitNorm = "project" }: Case): OpContext {
  const [nFeatures, dictSize] = [features.length / activationDim, dictionary.length / activationDim];
  const rows = (): Float32Array => new Float32Array(dictionary.length);
  const column = (): Float32Array => new Float32Array(dictSize);
  const state = encodeState(
    {
      step: 1,
      parameters: {
        encoder: rows(),
        encoderFirst: rows(),
        encoderSecond: rows(),
        bias: column(),
        biasFirst: column(),
        biasSecond: column(),
        decoder: dictionary,
        decoderFirst: rows(),
        decoderSecond: rows(),
      },
      lastActive: new Uint32Array(dictSize),
      reference: rows(),
      history: [],
    },
    dictSize,
    activationDim,
  );
  const bytes: Record<string, Uint8Array> = {
    "state.safetensors": state,
    "features.safetensors": writeTensors({ features: { shape: [nFeatures, activationDim], data: features } }),
  };
  const nodes: Record<string, unknown> = {
    point: { kind: "point", inputs: ["trajectory"] },
    trajectory: { kind: "trajectory", parameters: { dictSize, unitNorm } },
    features: {
      kind: "features",
      parameters: { nFeatures, activationDim, seed: 0, directions: directions ?? "sphere" },
    },
  };
  return {
    ...bareContext,
    node: (key) => nodes[key] as PlanNode,
    result: async (key) => ({ key }) as Result,
    read: async (_, name) => bytes[name] ?? new Uint8Array(),
  };
}

async function measure(given: Case): Promise<Measured> {
  const node = {
    ...bareNode("similarity", { recoveredAbove: given.recoveredAbove ?? 0.9 }),
    inputs: ["point", "features"],
  };
  const { outputs, values } = await ops.similarity.run(node, contextOf(given));
  const { cosines, elements } = readTensors(outputs["best-matches.safetensors"]?.bytes ?? new Uint8Array());
  return {
    mmcs: values["mmcs.truth"] as number,
    recovered: values["recovered.truth"] as number,
    cosines: [...(cosines?.data ?? [])],
    elements: [...(elements?.data ?? [])],
  };
}

function dictionaryOf(
  { dictionary, stream, dictSize, activationDim, nFeatures, noise }: Example,
  features: Float32Array,
): Float64Array {
  const random = signed(stream, dictSize * activationDim);
  if (dictionary === "random") return random;
  return random.map((value, i) => {
    const [j, k] = [Math.floor(i / activationDim), i % activationDim];
    const planted = (features[((5 * j) % nFeatures) * activationDim + k] ?? 0) + (noise ?? 0) * value;
    return Math.fround(j % 4 === 3 ? -planted : planted);
  });
}

describe("MMCS to truth and the share of recovered features", () => {
  test.each(reference.examples)(
    "agree with NumPy: h $activationDim, G $nFeatures, J $dictSize, $dictionary",
    async (example) => {
      const { activationDim, nFeatures, featureStream } = example;
      const features = unitRows(signed(featureStream, nFeatures * activationDim), activationDim);
      const dictionary = unitRows(dictionaryOf(example, features), activationDim);
      const made = await measure({ activationDim, features, dictionary });
      expect(made.mmcs).toBeCloseTo(example.mmcsTruth, 6);
      expect(made.recovered).toBeCloseTo(example.recovered, 12);
      expect(made.elements).toEqual(example.argmax);
      for (const [g, cosine] of made.cosines.entries()) expect(cosine).toBeCloseTo(example.best[g] ?? Number.NaN, 6);
    },
  );

  test("a decoder under `through` is measured at unit norm", async () => {
    const features = unitRows(signed(1, 6 * 10), 10);
    const raw = signed(2, 4 * 10).map((value) => 7 * value);
    const unit = await measure({ activationDim: 10, features, dictionary: unitRows(raw, 10) });
    const through = await measure({
      activationDim: 10,
      features,
      dictionary: Float32Array.from(raw),
      unitNorm: "through",
    });
    expect(through.elements).toEqual(unit.elements);
    expect(through.mmcs).toBeCloseTo(unit.mmcs, 6);
  });

  test("are 1 where the dictionary is the features, in any order, also beyond one block of 512 elements", async () => {
    for (const n of [1, 7, 512, 513, 1100]) {
      const features = unitRows(signed(9, n * 12), 12);
      const reversed = Float32Array.from(
        features,
        (_, i) => features[(n - 1 - Math.floor(i / 12)) * 12 + (i % 12)] ?? 0,
      );
      const made = await measure({ activationDim: 12, features, dictionary: reversed });
      expect(made.mmcs).toBeCloseTo(1, 6);
      expect(made.recovered).toBe(1);
      expect(made.elements).toEqual(Array.from({ length: n }, (_, i) => n - 1 - i));
    }
  });

  test("know a sign: the negated features of an orthonormal set are as bad as can be", async () => {
    const identity = Float32Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 1 : 0));
    const made = await measure({
      activationDim: 5,
      features: identity,
      dictionary: identity.map((value) => 0 - value),
    });
    expect([made.mmcs, made.recovered]).toEqual([0, 0]);
    const single = await measure({
      activationDim: 5,
      features: identity,
      dictionary: identity.slice(0, 5).map((value) => 0 - value),
    });
    expect(single.mmcs).toBeCloseTo(-1 / 5, 12);
  });

  test("name the first of equal elements, in one block and across blocks", async () => {
    const row = unitRows(signed(3, 8), 8);
    for (const copies of [2, 9, 600]) {
      const dictionary = new Float32Array((copies + 1) * 8);
      dictionary.set(unitRows(signed(4, 8), 8));
      for (let j = 1; j <= copies; j++) dictionary.set(row, j * 8);
      expect((await measure({ activationDim: 8, features: row, dictionary })).elements).toEqual([1]);
    }
  });

  test("count as recovered what is above the bound, not at it", async () => {
    const features = Float32Array.of(1, 0, 0, 1);
    const given = { activationDim: 2, features, dictionary: Float32Array.of(1, 0) };
    expect((await measure({ ...given, recoveredAbove: 0.999 })).recovered).toBe(0.5);
    expect((await measure({ ...given, recoveredAbove: 1 })).recovered).toBe(0);
  });
});

const levelOf = async (activationDim: number, dictSize: number): Promise<number> => {
  const features = unitRows(signed(5, 40 * activationDim), activationDim);
  const node = { ...bareNode("chance", { dictSize }), inputs: ["features"] };
  const { values } = await ops.chance.run(node, contextOf({ activationDim, features, dictionary: features }));
  return values["mmcs.truth.chance"] as number;
};

describe("the chance level", () => {
  test.each(reference.chance.filter(({ positive, activationDim }) => positive || activationDim <= 64))(
    "is that of random directions: h $activationDim, G $nFeatures, J $dictSize, positive $positive",
    async ({ positive, activationDim, nFeatures, dictSize, mean, deviation, draws }) => {
      const levels: number[] = [];
      for (let seed = 0; seed < 4; seed++) {
        const directions = positive ? "positive" : "sphere";
        const features = await featuresOf(nFeatures, activationDim, seed, directions);
        const node = { ...bareNode("chance", { dictSize }), inputs: ["features"] };
        const context = contextOf({ activationDim, features, dictionary: features, directions });
        levels.push((await ops.chance.run(node, context)).values["mmcs.truth.chance"] as number);
      }
      const level = levels.reduce((sum, value) => sum + value, 0) / levels.length;
      // Of each level eight dictionaries are averaged, but the features are drawn only once: an upper bound of the error.
      expect(Math.abs(level - mean)).toBeLessThan(4.5 * deviation * Math.sqrt(1 / draws + 1 / levels.length));
    },
  );

  test("grows with the dictionary and falls with the dimension", async () => {
    const [few, many, wide] = [await levelOf(8, 10), await levelOf(8, 700), await levelOf(40, 10)];
    expect(many).toBeGreaterThan(few + 0.2);
    expect(wide).toBeLessThan(few - 0.2);
  });
});
