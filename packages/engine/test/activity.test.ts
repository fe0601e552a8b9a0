import { type Made, ops } from "@goldilocks/engine";
import { describe, expect, test } from "vitest";
import { bareNode } from "./support/machine.ts";
import { examples, inputsOf } from "./support/matches.ts";
import { type Stored, storedContext } from "./support/stored.ts";

/** Activity of matched elements on all batches, behind the matching itself. */
async function activity(stored: Stored): Promise<Made["values"]> {
  const matching = { ...bareNode("matching", { recoveredAbove: 0.9 }), inputs: ["point", "features"] };
  const made = { matching: await ops.matching.run(matching, storedContext(stored)) };
  const batches = (stored.codes?.length ?? 0) / (stored.batch ?? 4);
  const inputs = ["matching", "point", "features", "stream"];
  const node = { ...bareNode("activity", { batches }), inputs, needs: ["codes"] };
  return (await ops.activity.run(node, storedContext({ ...stored, made }))).values;
}

async function variance(stored: Stored): Promise<number | null> {
  const batches = (stored.codes?.length ?? 0) / (stored.batch ?? 4);
  const node = { ...bareNode("variance", { batches }), inputs: ["point", "features", "stream"], needs: ["codes"] };
  return (await ops.variance.run(node, storedContext(stored))).values["variance.explained"] as number | null;
}

const identity = (n: number): Float32Array =>
  Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
/** Three features along the axes, in eight samples: active 3, 4 and 0 times. */
const codes = [
  [1, 0, 0],
  [0.25, 0.5, 0],
  [0, 0.75, 0],
  [0, 0, 0],
  [0.5, 0, 0],
  [0, 1, 0],
  [0, 0.25, 0],
  [0, 0, 0],
];
const axes: Stored = { activationDim: 3, features: identity(3), dictionary: identity(3), codes };

describe("precision and recall of feature activity", () => {
  test.each(examples)("agree with NumPy: h $activationDim, G $nFeatures, J $dictSize", async (example) => {
    const values = await activity(inputsOf(example));
    const [precision = 0, recall = 0, f1 = 0] = example.activity;
    expect(values["activity.precision"]).toBeCloseTo(precision, 9);
    expect(values["activity.recall"]).toBeCloseTo(recall, 9);
    expect(values["activity.f1"]).toBeCloseTo(f1, 9);
  });

  test("are 1 where the codes are the features' own, and leave out a feature that never was active", async () => {
    expect(await activity(axes)).toMatchObject({ "activity.precision": 1, "activity.recall": 1, "activity.f1": 1 });
  });

  test("a threshold costs recall alone: what is weaker is not seen", async () => {
    const values = await activity({ ...axes, bias: Float32Array.of(-0.3, -0.3, -0.3) });
    const [first, second] = [2 / 3, 3 / 4];
    expect(values["activity.precision"]).toBe(1);
    expect(values["activity.recall"]).toBeCloseTo((first + second) / 2, 12);
    expect(values["activity.f1"]).toBeCloseTo((4 / 5 + 6 / 7) / 2, 12);
  });

  test("an element that is always active costs precision alone: it falls to the feature's frequency", async () => {
    const values = await activity({ ...axes, bias: Float32Array.of(1, 1, 1) });
    expect(values["activity.precision"]).toBeCloseTo((3 / 8 + 4 / 8) / 2, 12);
    expect(values["activity.recall"]).toBe(1);
  });

  test("chance is what an element reaches that fires without regard to its feature", async () => {
    // One that is always active reaches just that; of the features' own codes it is the frequency of each.
    const always = await activity({ ...axes, bias: Float32Array.of(1, 1, 1) });
    for (const name of ["precision", "recall", "f1"]) {
      expect(always[`activity.${name}.chance`]).toBeCloseTo(always[`activity.${name}`] as number, 12);
    }
    const own = await activity(axes);
    for (const name of ["precision", "recall", "f1"]) {
      expect(own[`activity.${name}.chance`]).toBeCloseTo((3 / 8 + 4 / 8) / 2, 12);
    }
    const strong = await activity({ ...axes, bias: Float32Array.of(-0.3, -0.3, -0.3) });
    expect(strong["activity.precision.chance"]).toBeCloseTo((3 / 8 + 4 / 8) / 2, 12);
    expect(strong["activity.recall.chance"]).toBeCloseTo((2 / 8 + 3 / 8) / 2, 12);
    expect(strong["activity.f1.chance"]).toBeCloseTo(((2 * 3 * 2) / 8 / 5 + (2 * 4 * 3) / 8 / 7) / 2, 12);
  });

  test("a feature without an element has recall 0 and no precision; elements that never fire leave none at all", async () => {
    const half = { ...axes, dictionary: identity(3).slice(0, 3) };
    expect(await activity(half)).toMatchObject({
      "activity.precision": 1,
      "activity.recall": 1 / 2,
      "activity.f1": 1 / 2,
    });
    const silent = await activity({ ...axes, bias: Float32Array.of(-9, -9, -9) });
    expect(silent).toMatchObject({ "activity.precision": null, "activity.recall": 0, "activity.f1": 0 });
  });

  test("are absent where nothing was matched", async () => {
    const names = ["precision", "recall", "f1"].flatMap((name) => [`activity.${name}`, `activity.${name}.chance`]);
    const none = Object.fromEntries(names.map((name) => [name, null]));
    const huge = new Float32Array(8200).fill(1);
    expect(await activity({ activationDim: 1, features: huge, dictionary: huge, codes: [], batch: 1 })).toEqual(none);
  });
});

describe("variance explained", () => {
  test.each(examples)("agrees with NumPy: h $activationDim, G $nFeatures, J $dictSize", async (example) => {
    const found = await variance(inputsOf(example));
    expect(found).toBeCloseTo(example.varianceExplained, example.varianceExplained < -10 ? 3 : 5);
  });

  test("is 1 for a perfect reconstruction", async () => {
    expect(await variance(axes)).toBeCloseTo(1, 6);
  });

  test("is 0 where every reconstruction is the mean, and below 0 where it is worse", async () => {
    const mean = [1.75 / 8, 2.5 / 8, 0];
    const [encoder, bias] = [new Float32Array(9), Float32Array.from(mean)];
    expect(await variance({ ...axes, encoder, bias })).toBeCloseTo(0, 6);
    expect(await variance({ ...axes, encoder, bias: Float32Array.of(9, 9, 9) })).toBeLessThan(-100);
  });

  test("is that of the mean over all samples, not over each batch, and absent where samples do not differ", async () => {
    const [encoder, bias] = [new Float32Array(9), new Float32Array(3)];
    const all = codes.flat().reduce((sum, value) => sum + value * value, 0);
    const ofMean = 8 * ((1.75 / 8) ** 2 + (2.5 / 8) ** 2);
    expect(await variance({ ...axes, encoder, bias })).toBeCloseTo(1 - all / (all - ofMean), 6);
    expect(await variance({ ...axes, codes: codes.map(() => [0.5, 0, 0]) })).toBeNull();
  });
});
