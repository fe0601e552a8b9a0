import { readFileSync } from "node:fs";
import type { StateParameters } from "@goldilocks/engine";
import type { TrajectoryParameters } from "@goldilocks/plan";
import { expect, test } from "vitest";
import { uniform } from "./formula.ts";
import { type Given, trainingOn, unitRows } from "./training-on.ts";
import {
  batches,
  BATCH as LONG_BATCH,
  DICT as LONG_DICT,
  DIM as LONG_DIM,
  start as longStart,
} from "./trajectory-inputs.ts";

// The formulas are those of tests/reference/forms.py.
const [STEPS, BATCH, DIM, DICT] = [5, 6, 13, 19];
const ADAM = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

type Nested = readonly number[] | readonly (readonly number[])[];
type Name = "encoder" | "bias" | "decoder" | "decoderBias" | "logThreshold" | "magnitudeScale" | "magnitudeBias";
interface Form extends Pick<TrajectoryParameters, "activation" | "tied" | "decoderBias" | "unitNorm" | "l1Normalise"> {
  readonly l1Coefficient: number;
  /** Whether the targets are not the inputs. */
  readonly denoising: boolean;
  readonly auxiliary: { readonly k: number; readonly coefficient: number; readonly deadAfter: number } | null;
}
interface Case extends Form {
  readonly seed: number;
  readonly expected: {
    readonly losses: readonly Readonly<Record<"reconstruction" | "l1Norm" | "l1Penalty" | "l0", number>>[];
    readonly gradients: Readonly<Partial<Record<Name, Nested>>>;
    readonly after: Readonly<Partial<Record<Name, Nested>>>;
  };
}
interface Long extends Form {
  readonly rows: readonly (readonly [number, number, number])[];
  readonly threshold: number;
  readonly unitDecoder: Nested;
}

const reference = JSON.parse(readFileSync(new URL("../reference/forms.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
  readonly trajectories: readonly Long[];
};
const named = ({ activation, tied, decoderBias, unitNorm, auxiliary, denoising }: Form): string =>
  [
    activation.kind,
    tied ? "tied" : "untied",
    `bias ${decoderBias}`,
    unitNorm,
    ...(auxiliary === null ? [] : ["auxiliary"]),
    ...(denoising ? ["another target"] : []),
  ].join(", ");

function difference(actual: ArrayLike<number> | undefined, expected: Nested | undefined): number {
  const numbers = [expected ?? []].flat(2);
  expect(actual?.length).toBe(numbers.length);
  return numbers.reduce((most, value, k) => Math.max(most, Math.abs(value - (actual?.[k] ?? Number.NaN))), 0);
}

const givenBy = (form: Form, more: Pick<Given, "batch" | "activationDim" | "dictSize">): Given => ({
  ...more,
  ...form,
  // The start is given, so that an initial threshold would change nothing.
  activation: form.activation.kind === "jumprelu" ? { ...form.activation, initialThreshold: 1 } : form.activation,
  auxiliary: form.auxiliary === null ? { kind: "none" } : { kind: "auxk", ...form.auxiliary },
  adam: ADAM,
});

function startOf({
  seed,
  denoising,
  decoderBias,
  activation: { kind },
}: Case): Parameters<typeof trainingOn>[1] & Record<"x" | "target", Float32Array> {
  const signed = (stream: number, count: number, scale: number, shift = 0): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => (2 * uniform(16 * seed + stream, i) - 1) * scale + shift);
  return {
    x: signed(1, STEPS * BATCH * DIM, 1.5),
    target: signed(denoising ? 9 : 1, STEPS * BATCH * DIM, 1.5),
    encoder: signed(2, DICT * DIM, 0.5),
    bias: signed(3, DICT, 0.5),
    decoder: signed(4, DICT * DIM, 0.5),
    ...(decoderBias !== "none" && { decoderBias: signed(5, DIM, 0.25) }),
    ...(kind === "jumprelu" && { logThreshold: signed(6, DICT, 0.25, -1) }),
    ...(kind === "gated" && { magnitudeScale: signed(7, DICT, 0.25), magnitudeBias: signed(8, DICT, 0.5) }),
  };
}

for (const one of reference.cases) {
  test(`losses, gradients and Adam agree with PyTorch in float64: ${named(one)}`, () => {
    const { x, target, ...start } = startOf(one);
    const { training, step } = trainingOn(givenBy(one, { batch: BATCH, activationDim: DIM, dictSize: DICT }), start);
    const parameters = (): StateParameters => training.save().parameters;
    for (const [t, losses] of one.expected.losses.entries()) {
      const [from, to] = [t * BATCH * DIM, (t + 1) * BATCH * DIM];
      step(x.subarray(from, to), one.denoising ? target.subarray(from, to) : undefined);
      const measures = training.measures();
      expect(measures.reconstruction).toBeCloseTo(losses.reconstruction, 5);
      expect(measures.l1Norm * DICT).toBeCloseTo(losses.l1Norm, 4);
      expect(measures.l1Penalty).toBeCloseTo(losses.l1Penalty, 5);
      expect(measures.l0).toBeCloseTo(losses.l0, 4);
      if (t > 0) continue;
      for (const [name, gradient] of Object.entries(one.expected.gradients)) {
        const moment = parameters()[`${name as Name}First`];
        expect(
          difference(
            moment?.map((m) => m / (1 - ADAM.beta1)),
            gradient,
          ),
        ).toBeLessThan(1e-5);
      }
    }
    for (const [name, after] of Object.entries(one.expected.after)) {
      expect(difference(parameters()[name as Name], after)).toBeLessThan(1e-5);
    }
  });
}

const x = batches();

for (const long of reference.trajectories) {
  test(`100 steps follow PyTorch in float64 within rounding: ${named(long)}`, () => {
    const [batch, dictSize, activationDim] = [LONG_BATCH, LONG_DICT, LONG_DIM];
    const given = givenBy(long, { batch, activationDim, dictSize });
    const { kind } = long.activation;
    const more = {
      ...(kind === "jumprelu" && { logThreshold: new Float32Array(dictSize).fill(Math.log(0.1)) }),
      ...(kind === "gated" && { magnitudeBias: longStart.bias }),
    };
    const { training, step } = trainingOn(given, { ...longStart, ...more });
    for (const [t, [reconstruction, l1Norm, l0]] of long.rows.entries()) {
      step(x.subarray(t * batch * activationDim, (t + 1) * batch * activationDim));
      const measures = training.measures();
      expect(Math.abs(measures.reconstruction / reconstruction - 1)).toBeLessThan(2e-5);
      expect(Math.abs((measures.l1Norm * dictSize) / l1Norm - 1)).toBeLessThan(2e-5);
      expect(measures.l0).toBeCloseTo(l0, 10);
    }
    const state = training.save();
    expect(difference(unitRows(state.parameters.decoder, activationDim), long.unitDecoder)).toBeLessThan(5e-5);
    if (long.activation.kind === "batchtopk") expect(state.threshold).toBeCloseTo(long.threshold, 6);
    else expect(state.threshold).toBeUndefined();
  });
}
