import { type Made, ops, readTensors, writeTensors } from "@goldilocks/engine";
import { expect, test } from "vitest";
import { bareNode } from "./support/machine.ts";
import { storedContext } from "./support/stored.ts";

/** Recovery by frequency, of cosines given and of samples that name the active features. */
async function byFrequency(cosines: readonly number[], active: readonly (readonly number[])[]): Promise<Made> {
  const data = Float32Array.from(cosines);
  const bytes = writeTensors({ cosines: { shape: [data.length], data } });
  const similarity = { outputs: { "best-matches.safetensors": { bytes, mediaType: "" } }, values: {} };
  const codes = active.map((sample) => cosines.map((_, g) => (sample.includes(g) ? 1 : 0)));
  const rows = new Float32Array(cosines.length);
  const context = storedContext({ activationDim: 1, features: rows, dictionary: rows, codes, made: { similarity } });
  const node = {
    ...bareNode("byFrequency", { batches: 1 }),
    inputs: ["similarity", "stream"],
    needs: ["similarity", "codes"],
  };
  return ops.byFrequency.run(node, context);
}

test("a quarter holds the features of neighbouring ranks by frequency, the rarest first", async () => {
  // Active in 3, 0, 2, 1 of four samples.
  const samples = [[0, 2, 3], [0, 2], [0], []];
  const { values, outputs } = await byFrequency([0.25, 0.5, 0.75, 1], samples);
  expect(values).toEqual({
    "mmcs.truth.q1": 0.5,
    "mmcs.truth.q2": 1,
    "mmcs.truth.q3": 0.75,
    "mmcs.truth.q4": 0.25,
    "recovered.truth.q1": 0,
    "recovered.truth.q2": 1,
    "recovered.truth.q3": 0,
    "recovered.truth.q4": 0,
  });
  const { frequency } = readTensors(outputs["by-frequency.safetensors"]?.bytes ?? new Uint8Array());
  expect([...(frequency?.data ?? [])]).toEqual([3 / 4, 0, 2 / 4, 1 / 4]);
});

test("of equally frequent features the first count as rarer, and the mean of the quarters is that of all", async () => {
  const cosines = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1];
  const { values } = await byFrequency(cosines, [[]]);
  const quarters = [1, 2, 3, 4].map((quarter) => values[`mmcs.truth.q${quarter}`] as number);
  expect(quarters).toEqual([0.1875, 0.4375, 0.6875, 0.9375]);
});

test("a quarter that no feature falls into is absent", async () => {
  const { values } = await byFrequency([0.5, 1], [[1]]);
  expect(values).toMatchObject({
    "mmcs.truth.q1": 0.5,
    "mmcs.truth.q2": null,
    "mmcs.truth.q3": 1,
    "mmcs.truth.q4": null,
  });
});
