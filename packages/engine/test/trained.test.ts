import {
  memoryStore,
  decodeState,
  trainedAutoencoder,
  type TrainedAutoencoder,
  type TrainingState,
} from "@goldilocks/engine";
import { describe, expect, test } from "vitest";
import { loadKernels, nodeOf, planOf, runOn } from "./support/machine.ts";

const text = (sae: string): string => `goldilocks: 1
name: trained
data: { activationDim: 10, nFeatures: 12, active: 3 }
sae: { dictSize: 11, ${sae} }
train: { steps: 40, batch: 16 }
evaluate: { heldOutBatches: 1 }
metrics: [l0]
`;

interface Trained {
  readonly autoencoder: TrainedAutoencoder;
  readonly raw: Float32Array;
  readonly state: TrainingState;
}

async function trained(sae: string): Promise<Trained> {
  const plan = await planOf(text(sae));
  const store = memoryStore();
  await runOn(store, plan);
  const result = await store.result(nodeOf(plan, "point").key);
  const state = decodeState(await store.read(result?.outputs["state.safetensors"]?.digest ?? ""));
  const autoencoder = trainedAutoencoder(loadKernels(), nodeOf(plan, "trajectory"), state);
  return { autoencoder, raw: state.parameters.decoder, state };
}

const norm = (row: Float32Array): number => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
const rows = ({ decoder, activationDim, dictSize }: TrainedAutoencoder): Float32Array[] =>
  Array.from({ length: dictSize }, (_, j) => decoder.slice(j * activationDim, (j + 1) * activationDim));

describe("a trained autoencoder", () => {
  test("has the decoder that a step leaves, where steps project it", async () => {
    const { autoencoder, raw } = await trained("unitNorm: project");
    expect(autoencoder).toMatchObject({ dictSize: 11, activationDim: 10, activation: { kind: "relu" } });
    expect(autoencoder).toMatchObject({ centred: false, decoder: raw });
    expect(autoencoder).not.toHaveProperty("decoderBias");
    for (const row of rows(autoencoder)) expect(norm(row)).toBeCloseTo(1, 6);
  });

  test("has unit rows where training goes through the norm, although its state has none", async () => {
    const { autoencoder, raw } = await trained("unitNorm: through");
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

  test("chooses codes as training left it: the k largest, or all above the running threshold", async () => {
    const { autoencoder: topk } = await trained("activation: topk, k: 3");
    expect(topk.activation).toEqual({ kind: "topk", k: 3 });
    const { autoencoder: batchtopk, state } = await trained("activation: batchtopk, k: 2");
    expect(state.threshold).toBeGreaterThan(0);
    expect(batchtopk.activation).toEqual({ kind: "batchtopk", k: 2, threshold: Math.fround(state.threshold ?? 0) });
  });

  test("has the unit dictionary for an encoder where weights are tied, also where the state's rows are not of unit norm", async () => {
    const { autoencoder } = await trained("tied: true, unitNorm: through");
    expect(autoencoder.encoder).toEqual(autoencoder.decoder);
    for (const row of rows(autoencoder)) expect(norm(row)).toBeCloseTo(1, 6);
  });

  test("has the bias of the decoder, and whether the encoder's input is less by it", async () => {
    for (const [place, centred] of [
      ["output", false],
      ["both", true],
    ] as const) {
      const { autoencoder, state } = await trained(`decoderBias: ${place}`);
      expect(autoencoder).toMatchObject({ centred, decoderBias: state.parameters.decoderBias });
      expect(norm(autoencoder.decoderBias ?? new Float32Array())).toBeGreaterThan(0);
    }
  });
});
