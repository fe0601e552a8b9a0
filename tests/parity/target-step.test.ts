import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plainState, trainingOn, unitRows } from "./training-on.ts";

type Matrix = readonly (readonly number[])[];
interface Parameters {
  readonly encoder: Matrix;
  readonly bias: readonly number[];
  readonly decoder: Matrix;
}
interface Shape {
  readonly batch: number;
  readonly activationDim: number;
  readonly dictSize: number;
  readonly density: string;
  readonly unitNorm: "project" | "through";
  readonly l1Coefficient: number;
  readonly adam: { learningRate: number; beta1: number; beta2: number; epsilon: number };
  readonly inputs: {
    x: readonly Matrix[];
    y: readonly Matrix[];
    encoder: Matrix;
    bias: readonly number[];
    decoder: Matrix;
  };
  readonly expected: {
    readonly losses: readonly Record<"reconstruction" | "l1Norm" | "l0", number>[];
    readonly gradients: Parameters;
    readonly after5: Parameters;
  };
}

const shapes = JSON.parse(
  readFileSync(new URL("../reference/target-step.json", import.meta.url), "utf8"),
) as readonly Shape[];

const flat = (matrix: Matrix | readonly number[]): number[] => [matrix].flat(2);

function difference(actual: ArrayLike<number>, expected: Matrix | readonly number[]): number {
  const numbers = flat(expected);
  expect(actual.length).toBe(numbers.length);
  return numbers.reduce((most, value, k) => Math.max(most, Math.abs(value - (actual[k] ?? Number.NaN))), 0);
}

test.each(shapes)("a target that is not the input agrees with PyTorch in float64: $density, $unitNorm", (shape) => {
  const { inputs, expected, adam, dictSize, activationDim } = shape;
  for (const denseAbove of [1, -1]) {
    for (const shards of [1, 3]) {
      const start = { encoder: flat(inputs.encoder), bias: inputs.bias, decoder: flat(inputs.decoder) };
      const { training, step } = trainingOn({ ...shape, l1Normalise: "mean", denseAbove, shards }, start);
      for (const [t, x] of inputs.x.entries()) {
        const loss = step(flat(x), flat(inputs.y[t] ?? []));
        const losses = expected.losses[t];
        expect(loss).toBeCloseTo(losses?.reconstruction ?? Number.NaN, 5);
        expect(training.measures().l1Norm * dictSize).toBeCloseTo(losses?.l1Norm ?? Number.NaN, 4);
        expect(training.measures().l0).toBeCloseTo(losses?.l0 ?? Number.NaN, 10);
        if (t > 0) continue;
        const { parameters } = training.save();
        const gradient = (moment: Float32Array): Float32Array => moment.map((m) => m / (1 - adam.beta1));
        expect(difference(gradient(parameters.encoderFirst), expected.gradients.encoder)).toBeLessThan(1e-5);
        expect(difference(gradient(parameters.biasFirst), expected.gradients.bias)).toBeLessThan(1e-5);
        expect(difference(gradient(parameters.decoderFirst), expected.gradients.decoder)).toBeLessThan(1e-5);
      }
      const { encoder, bias, decoder } = plainState(training);
      expect(difference(encoder, expected.after5.encoder)).toBeLessThan(1e-5);
      expect(difference(bias, expected.after5.bias)).toBeLessThan(1e-5);
      const unit = unitRows(Float32Array.from(decoder), activationDim);
      expect(difference(unit, expected.after5.decoder)).toBeLessThan(1e-5);
    }
  }
});
