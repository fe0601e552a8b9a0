import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readTensors } from "@goldilocks/engine";
import { expect, test } from "vitest";
import { batches, BATCH, DICT, DIM, features, relative, start } from "./trajectory-inputs.ts";
import { plainState, trainingOn } from "./training-on.ts";

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
