import { memoryStore, decodeState, trainedAutoencoder, type TrainedAutoencoder } from "@goldilocks/engine";
import { describe, expect, test } from "vitest";
import { loadKernels, nodeOf, planOf, runOn } from "./support/machine.ts";

const text = (unitNorm: string): string => `goldilocks: 1
name: trained
data: { activationDim: 10, nFeatures: 12, active: 3 }
sae: { dictSize: 11, unitNorm: ${unitNorm}, l1Coefficient: 0.05 }
train: { steps: 40, batch: 16 }
evaluate: { heldOutBatches: 1 }
metrics: [l0]
`;

async function trained(unitNorm: string): Promise<{ autoencoder: TrainedAutoencoder; raw: Float32Array }> {
  const plan = await planOf(text(unitNorm));
  const store = memoryStore();
  await runOn(store, plan);
  const result = await store.result(nodeOf(plan, "point").key);
  const state = decodeState(await store.read(result?.outputs["state.safetensors"]?.digest ?? ""));
  const autoencoder = trainedAutoencoder(loadKernels(), nodeOf(plan, "trajectory"), state);
  return { autoencoder, raw: state.parameters.decoder };
}

const norm = (row: Float32Array): number => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
const rows = ({ decoder, activationDim, dictSize }: TrainedAutoencoder): Float32Array[] =>
  Array.from({ length: dictSize }, (_, j) => decoder.slice(j * activationDim, (j + 1) * activationDim));

describe("a trained autoencoder", () => {
  test("has the decoder that a step leaves, where steps project it", async () => {
    const { autoencoder, raw } = await trained("project");
    expect(autoencoder).toMatchObject({ dictSize: 11, activationDim: 10, activation: { kind: "relu" } });
    expect(autoencoder).toMatchObject({ centred: false, decoder: raw });
    for (const row of rows(autoencoder)) expect(norm(row)).toBeCloseTo(1, 6);
  });

  test("has unit rows where training goes through the norm, although its state has none", async () => {
    const { autoencoder, raw } = await trained("through");
    const other = { ...autoencoder, decoder: raw };
    const norms = rows(other).map(norm);
    expect(Math.max(...norms.map((one) => Math.abs(one - 1)))).toBeGreaterThan(1e-4);
    for (const [j, row] of rows(autoencoder).entries()) {
      expect(norm(row)).toBeCloseTo(1, 6);
      for (const [k, value] of row.entries()) {
        expect(value).toBeCloseTo((rows(other)[j]?.[k] ?? 0) / (norms[j] ?? 1), 6);
      }
    }
  });
});
