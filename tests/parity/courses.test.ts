import { readFileSync } from "node:fs";
import { readTensors, sharesAt } from "@goldilocks/engine";
import type { CourseParameters } from "@goldilocks/plan";
import { describe, expect, test } from "vitest";
import { uniform } from "./formula.ts";
import { batches, BATCH, DICT, DIM, relative, start } from "./trajectory-inputs.ts";
import { loadKernels, plainState, trainingOn } from "./training-on.ts";

interface Run {
  readonly name: string;
  readonly course: CourseParameters;
  readonly rates: readonly number[];
  readonly coefficients: readonly number[];
  readonly reconstruction: readonly number[];
}
type Matrix = readonly (readonly number[])[];
interface Sleep extends Pick<Run, "course" | "rates"> {
  readonly learningRate: number;
  readonly l1Coefficient: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly start: { readonly encoder: Matrix; readonly bias: readonly number[]; readonly decoder: Matrix };
  readonly final: Sleep["start"];
}
const reference = JSON.parse(readFileSync(new URL("../reference/courses.json", import.meta.url), "utf8")) as {
  readonly learningRate: number;
  readonly l1Coefficient: number;
  readonly runs: readonly Run[];
  readonly sleep: Sleep;
};
const tensors = readTensors(readFileSync(new URL("../reference/courses.safetensors", import.meta.url)));
const { run } = loadKernels();
const x = batches();

describe.each(reference.runs)("a course with $name", ({ name, course, rates, coefficients, reconstruction }) => {
  const { learningRate, l1Coefficient } = reference;

  test("has the learning rates and L1 coefficients of PyTorch's schedulers", () => {
    expect(rates).toHaveLength(100);
    for (const [k, rate] of rates.entries()) {
      const shares = sharesAt(course, k + 1, run);
      expect(Math.abs(shares.rate * learningRate - rate)).toBeLessThan(1e-16);
      expect(Math.abs(shares.penalty * l1Coefficient - (coefficients[k] ?? Number.NaN))).toBeLessThan(1e-16);
    }
  });

  test.each([1, -1])("follows PyTorch in float64 within rounding over 100 steps, dense above %i", (denseAbove) => {
    const { training, step } = trainingOn(
      {
        batch: BATCH,
        activationDim: DIM,
        dictSize: DICT,
        l1Coefficient,
        l1Normalise: "mean",
        unitNorm: "project",
        adam: { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        course,
        denseAbove,
      },
      start,
    );
    for (const [t, expected] of reconstruction.entries()) {
      step(x.subarray(t * BATCH * DIM, (t + 1) * BATCH * DIM));
      expect(Math.abs(training.measures().reconstruction / expected - 1)).toBeLessThan(2e-5);
    }
    const state = plainState(training);
    for (const part of ["encoder", "bias", "decoder"] as const) {
      expect(relative(state[part], tensors[`${name}.${part}`]?.data ?? [])).toBeLessThan(5e-5);
    }
  });
});

describe("elements that sleep while the learning rate falls", () => {
  const { sleep } = reference;
  const [dim, dict, batch, before, asleep] = [5, 3, 4, 20, 200];

  /** As `sleeping_inputs` of tests/reference/courses.py. */
  const sample = (t: number): Float32Array =>
    Float32Array.from({ length: batch * dim }, (_, i) => {
      const u = uniform(31, t * batch * dim + i);
      const k = i % dim;
      if (k >= dict) return u - 0.5;
      return k > 0 && t >= before && t < before + asleep ? -0.8 : 0.5 + 0.5 * u;
    });

  test.each([1, -1])("wake as if Adam had gone on, dense above %i", (denseAbove) => {
    const { learningRate, beta1, beta2, l1Coefficient, course, rates } = sleep;
    const { training, step } = trainingOn(
      {
        batch,
        activationDim: dim,
        dictSize: dict,
        l1Coefficient,
        l1Normalise: "sum",
        unitNorm: "project",
        adam: { learningRate, beta1, beta2, epsilon: 1e-8 },
        course,
        denseAbove,
      },
      { encoder: sleep.start.encoder.flat(), bias: sleep.start.bias, decoder: sleep.start.decoder.flat() },
    );
    for (const [t, rate] of rates.entries()) {
      expect(Math.abs(sharesAt(course, t + 1, run).rate * learningRate - rate)).toBeLessThan(1e-16);
      step(sample(t));
    }
    const state = plainState(training);
    for (const part of ["encoder", "bias", "decoder"] as const) {
      expect(relative(state[part], sleep.final[part].flat())).toBeLessThan(2e-5);
    }
  });
});
