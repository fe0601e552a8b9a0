import { readFileSync } from "node:fs";
import { type PlainState, plainState, trainingOn } from "./training-on.ts";
import { expect, test } from "vitest";

type Matrix = readonly (readonly number[])[];
interface Parameters {
  readonly encoder: Matrix;
  readonly bias: readonly number[];
  readonly decoder: Matrix;
  readonly unitDecoder: Matrix;
}
interface Expected {
  readonly losses: readonly Record<"reconstruction" | "l1Norm" | "l1Penalty" | "l0", number>[];
  readonly gradients: Omit<Parameters, "unitDecoder">;
  readonly after1: Parameters;
  readonly after5: Parameters;
}
interface Shape {
  readonly batch: number;
  readonly activationDim: number;
  readonly dictSize: number;
  readonly density: string;
  readonly inputs: { x: readonly Matrix[]; encoder: Matrix; bias: readonly number[]; decoder: Matrix };
  readonly cases: readonly {
    readonly l1Coefficient: number;
    readonly l1Normalise: "mean" | "sum";
    readonly unitNorm: "project" | "through";
    readonly adam: { learningRate: number; beta1: number; beta2: number; epsilon: number };
    readonly expected: Expected;
  }[];
}

const shapes = JSON.parse(
  readFileSync(new URL("../reference/sae-step.json", import.meta.url), "utf8"),
) as readonly Shape[];

const flat = (matrix: Matrix | readonly number[]): number[] => [matrix].flat(2);

/** Largest difference, absolute. */
function difference(actual: ArrayLike<number>, expected: Matrix | readonly number[]): number {
  const numbers = flat(expected);
  expect(actual.length).toBe(numbers.length);
  return numbers.reduce((most, value, k) => Math.max(most, Math.abs(value - (actual[k] ?? Number.NaN))), 0);
}

/** The decoder of a training as PyTorch's `project` leaves it is compared at unit norm: here it is renormalised after the step. */
function compareParameters(state: PlainState, expected: Parameters, unitNorm: string): void {
  expect(difference(state.encoder, expected.encoder)).toBeLessThan(1e-5);
  expect(difference(state.bias, expected.bias)).toBeLessThan(1e-5);
  const decoder = unitNorm === "project" ? expected.unitDecoder : expected.decoder;
  expect(difference(state.decoder, decoder)).toBeLessThan(1e-5);
}

for (const shape of shapes) {
  for (const given of shape.cases) {
    const { batch, activationDim, dictSize, inputs } = shape;
    const name = `${shape.density}, B ${batch}, h ${activationDim}, J ${dictSize}, ${given.l1Normalise}, ${given.unitNorm}`;

    test(`losses, gradients and Adam agree with PyTorch in float64: ${name}`, () => {
      const { expected, adam } = given;
      for (const denseAbove of [1, -1]) {
        for (const shards of [1, 2, 3]) {
          const session = trainingOn(
            { ...shape, ...given, denseAbove, shards },
            {
              encoder: flat(inputs.encoder),
              bias: inputs.bias,
              decoder: flat(inputs.decoder),
            },
          );
          for (const [t, x] of inputs.x.entries()) {
            session.step(flat(x));
            const measures = session.training.measures();
            const losses = expected.losses[t];
            expect(measures.reconstruction).toBeCloseTo(losses?.reconstruction ?? Number.NaN, 5);
            expect(measures.l1Norm * dictSize).toBeCloseTo(losses?.l1Norm ?? Number.NaN, 4);
            expect(measures.l1Penalty).toBeCloseTo(losses?.l1Penalty ?? Number.NaN, 5);
            expect(measures.l0).toBeCloseTo(losses?.l0 ?? Number.NaN, 10);
            if (t === 0) {
              const { parameters } = session.training.save();
              const rest = 1 - adam.beta1;
              const scaled = (moment: Float32Array): Float32Array => moment.map((m) => m / rest);
              expect(difference(scaled(parameters.encoderFirst), expected.gradients.encoder)).toBeLessThan(1e-5);
              expect(difference(scaled(parameters.biasFirst), expected.gradients.bias)).toBeLessThan(1e-5);
              expect(difference(scaled(parameters.decoderFirst), expected.gradients.decoder)).toBeLessThan(1e-5);
              compareParameters(plainState(session.training), expected.after1, given.unitNorm);
            }
          }
          compareParameters(plainState(session.training), expected.after5, given.unitNorm);
        }
      }
    });
  }
}
