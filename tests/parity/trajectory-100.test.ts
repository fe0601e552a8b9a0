import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readTensors } from "@goldilocks/engine";
import { expect, test } from "vitest";
import { uniform } from "./formula.ts";
import { plainState, trainingOn, unitRows } from "./training-on.ts";

// The formulas are those of tests/reference/trajectory_100.py.
const [DIM, FEATURES, DICT, BATCH, STEPS] = [32, 64, 48, 64, 100];

interface Run {
  readonly unitNorm: "project" | "through";
  readonly columns: readonly string[];
  readonly float64: readonly (readonly number[])[];
  readonly float32: readonly (readonly number[])[];
}
const reference = JSON.parse(readFileSync(new URL("../reference/trajectory-100.json", import.meta.url), "utf8")) as {
  readonly digests: Readonly<Record<string, string>>;
  readonly runs: readonly Run[];
};
const tensors = readTensors(readFileSync(new URL("../reference/trajectory-100.safetensors", import.meta.url)));

const signed = (stream: number, count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (2 * uniform(stream, i) - 1) * scale);

const features = unitRows(signed(1, FEATURES * DIM), DIM);
const start = {
  encoder: signed(4, DICT * DIM, 181 / 1024),
  bias: signed(5, DICT, 181 / 1024),
  decoder: unitRows(signed(6, DICT * DIM), DIM),
};

function batches(): Float32Array {
  const x = new Float32Array(STEPS * BATCH * DIM);
  const row = new Float64Array(DIM);
  for (let sample = 0; sample < STEPS * BATCH; sample++) {
    row.fill(0);
    for (let g = 0; g < FEATURES; g++) {
      const i = sample * FEATURES + g;
      if (uniform(2, i) >= (FEATURES - g) / 512) continue;
      for (let k = 0; k < DIM; k++) row[k] = (row[k] ?? 0) + uniform(3, i) * (features[g * DIM + k] ?? 0);
    }
    x.set(row, sample * DIM);
  }
  return x;
}
const x = batches();

const digest = (array: Float32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest("hex");

test("the inputs are the reference's, bit for bit", () => {
  const made = { features, x, ...start };
  for (const [name, array] of Object.entries(made))
    expect([name, digest(array)]).toEqual([name, reference.digests[name]]);
});

/** Largest difference relative to the largest value. */
function relative(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let most = 0;
  let scale = 0;
  for (let k = 0; k < expected.length; k++) {
    most = Math.max(most, Math.abs((actual[k] ?? Number.NaN) - (expected[k] ?? 0)));
    scale = Math.max(scale, Math.abs(expected[k] ?? 0));
  }
  return most / scale;
}

for (const { unitNorm, columns, float64 } of reference.runs) {
  test(`100 steps on identical batches follow PyTorch in float64 within rounding: ${unitNorm}`, () => {
    const { training, step } = trainingOn(
      {
        batch: BATCH,
        activationDim: DIM,
        dictSize: DICT,
        l1Coefficient: 0.1,
        l1Normalise: "mean",
        unitNorm,
        adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      },
      start,
    );
    const [reconstruction, l1Norm] = ["reconstruction", "l1Norm"].map((name) => columns.indexOf(name));
    for (const [t, row] of float64.entries()) {
      step(x.subarray(t * BATCH * DIM, (t + 1) * BATCH * DIM));
      const measures = training.measures();
      expect(Math.abs(measures.reconstruction / (row[reconstruction ?? -1] ?? Number.NaN) - 1)).toBeLessThan(2e-5);
      expect(Math.abs((measures.l1Norm * DICT) / (row[l1Norm ?? -1] ?? Number.NaN) - 1)).toBeLessThan(2e-5);
    }
    const state = plainState(training);
    const decoder = unitNorm === "project" ? "unitDecoder" : "decoder";
    const expected = (name: string): ArrayLike<number> => tensors[`${unitNorm}.float64.${name}`]?.data ?? [];
    expect(relative(state.encoder, expected("encoder"))).toBeLessThan(5e-5);
    expect(relative(state.bias, expected("bias"))).toBeLessThan(5e-5);
    expect(relative(state.decoder, expected(decoder))).toBeLessThan(5e-5);
  });
}
