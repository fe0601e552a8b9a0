import { readFileSync } from "node:fs";
import { readTensors } from "@goldilocks/engine";
import { plainCourse } from "@goldilocks/plan";
import type { ResampleByLoss } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { uniform } from "./formula.ts";
import { batches, BATCH, DICT, DIM, relative, start } from "./trajectory-inputs.ts";
import { plainState, trainingOn } from "./training-on.ts";

interface Resampling {
  readonly step: number;
  readonly dead: readonly number[];
  readonly drawn: readonly number[];
  readonly length?: number;
}
const reference = JSON.parse(readFileSync(new URL("../reference/resampling.json", import.meta.url), "utf8")) as {
  readonly resample: ResampleByLoss;
  readonly dead: readonly number[];
  readonly bias: number;
  readonly zero: number;
  readonly resampled: readonly Resampling[];
  readonly reconstruction: readonly number[];
};
const tensors = readTensors(readFileSync(new URL("../reference/resampling.safetensors", import.meta.url)));
const x = batches();
x.fill(0, reference.zero * DIM, (reference.zero + 1) * DIM);
const batchOf = (t: number): Float32Array => x.subarray(t * BATCH * DIM, (t + 1) * BATCH * DIM);
const bias = start.bias.map((value, j) => (reference.dead.includes(j) ? reference.bias : value));

const session = (shards: number, denseAbove: number): ReturnType<typeof trainingOn> =>
  trainingOn(
    {
      batch: BATCH,
      activationDim: DIM,
      dictSize: DICT,
      l1Coefficient: 0.1,
      l1Normalise: "mean",
      unitNorm: "project",
      adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      course: { ...plainCourse, resample: reference.resample },
      shards,
      denseAbove,
    },
    { ...start, bias },
  );

/** Trains up to the step given, resampling as the reference does; returns the losses. */
function train({ step, resample }: ReturnType<typeof trainingOn>, last: number): number[] {
  const { every, until, batches: count } = reference.resample;
  return Array.from({ length: last }, (_, t) => {
    if (t > 0 && t % every === 0 && t <= until) {
      resample(
        Array.from({ length: count }, (__, n) => batchOf(n)),
        Array.from({ length: DICT }, (__, j) => uniform(41, t * DICT + j)),
      );
    }
    return step(batchOf(t));
  });
}

describe("resampling of dead elements", () => {
  test.each([
    [1, 1],
    [3, -1],
  ])("follows PyTorch in float64 within rounding, %i shards, dense above %i", (shards, denseAbove) => {
    const given = session(shards, denseAbove);
    for (const [t, loss] of train(given, 100).entries()) {
      expect(Math.abs(loss / (reference.reconstruction[t] ?? Number.NaN) - 1)).toBeLessThan(2e-5);
    }
    const state = plainState(given.training);
    for (const part of ["encoder", "bias", "decoder"] as const) {
      expect(relative(state[part], tensors[part]?.data ?? [])).toBeLessThan(5e-5);
    }
  });

  test("gives an element the direction of the sample drawn, an encoder row of the length stated, and no past", () => {
    const [first] = reference.resampled;
    if (first === undefined) throw new Error("no resampling");
    expect(first.dead).toEqual(reference.dead);
    const given = session(1, 1);
    train(given, first.step);
    const before = given.training.save();
    given.resample(
      Array.from({ length: reference.resample.batches }, (_, n) => batchOf(n)),
      Array.from({ length: DICT }, (_, j) => uniform(41, first.step * DICT + j)),
    );
    const after = given.training.save();
    for (let j = 0; j < DICT; j++) {
      const row = (matrix: Float32Array): Float32Array => matrix.subarray(j * DIM, (j + 1) * DIM);
      const sample = first.drawn[first.dead.indexOf(j)];
      if (sample === undefined) {
        expect(row(after.parameters.encoder)).toEqual(row(before.parameters.encoder));
        expect(row(after.parameters.decoderSecond)).toEqual(row(before.parameters.decoderSecond));
        continue;
      }
      const direction = x.subarray(sample * DIM, (sample + 1) * DIM);
      const norm = Math.hypot(...direction);
      for (let k = 0; k < DIM; k++) {
        expect(row(after.parameters.decoder)[k]).toBeCloseTo((direction[k] ?? 0) / norm, 6);
        expect(row(after.parameters.encoder)[k]).toBeCloseTo(((direction[k] ?? 0) / norm) * (first.length ?? 0), 6);
      }
      expect(after.parameters.bias[j]).toBe(0);
      for (const name of ["encoderFirst", "encoderSecond", "decoderFirst", "decoderSecond"] as const) {
        expect(row(after.parameters[name]).every((value) => value === 0)).toBe(true);
      }
    }
    expect(after.lastActive).toEqual(before.lastActive);
  });

  test("a second time finds the same elements dead until they fire", () => {
    const given = session(1, 1);
    train(given, 40);
    const inputs = Array.from({ length: 4 }, (_, n) => batchOf(n));
    const uniforms = Array.from({ length: DICT }, () => 0.5);
    given.resample(inputs, uniforms);
    const once = given.training.save();
    given.resample(inputs, uniforms);
    expect(given.training.save().lastActive).toEqual(once.lastActive);
    expect(given.resampler.resampled.map(({ elements }) => elements)).toEqual([3, 3]);
  });
});
