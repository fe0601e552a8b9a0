import { encodeState, type Made, type OpContext, type Result, writeTensors } from "@goldilocks/engine";
import type { PlanNode } from "@goldilocks/plan";
import { bareContext } from "./machine.ts";

/** Everything that metrics of a point read, made by hand: `[nFeatures, activationDim]`, `[dictSize, activationDim]`. */
export interface Stored {
  readonly activationDim: number;
  readonly features: Float32Array;
  readonly dictionary: Float32Array;
  /** By default the dictionary, without a bias. */
  readonly encoder?: Float32Array;
  readonly bias?: Float32Array;
  readonly directions?: "sphere" | "positive";
  readonly unitNorm?: "project" | "through";
  readonly step?: number;
  readonly lastActive?: Uint32Array;
  /** Ground-truth codes `[samples, nFeatures]` of the held-out stream, in batches of `batch`. */
  readonly codes?: readonly (readonly number[])[];
  readonly batch?: number;
  /** Results of other nodes, by key. */
  readonly made?: Readonly<Record<string, Made>>;
}

/** Keys of the nodes in the context: `point`, `features`, `stream` and `codes`; and those of `made`. */
export function storedContext(stored: Stored): OpContext {
  const { activationDim, features, dictionary, unitNorm = "project", batch = 4, made = {}, directions } = stored;
  const [nFeatures, dictSize] = [features.length / activationDim, dictionary.length / activationDim];
  const form = { activation: { kind: "relu" }, tied: false, decoderBias: "none", auxiliary: { kind: "none" } };
  const sae = { dictSize, unitNorm, jitter: 0, ...form };
  const files: Record<string, Readonly<Record<string, Uint8Array>>> = {
    point: { "state.safetensors": stateOf(stored, dictSize) },
    features: {
      "features.safetensors": writeTensors({ features: { shape: [nFeatures, activationDim], data: features } }),
    },
    codes: { "codes.safetensors": codesOf(stored.codes ?? [], nFeatures) },
    ...Object.fromEntries(
      Object.entries(made).map(([key, { outputs }]) => [
        key,
        Object.fromEntries(Object.entries(outputs).map(([name, { bytes }]) => [name, bytes])),
      ]),
    ),
  };
  const nodes: Record<string, unknown> = {
    point: { kind: "point", inputs: ["trajectory"] },
    trajectory: { kind: "trajectory", inputs: ["features", "stream"], parameters: sae },
    features: { kind: "features", parameters: { nFeatures, activationDim, directions, seed: 0 } },
    stream: { kind: "stream", parameters: { batch, nFeatures, seed: 0 } },
    similarity: { kind: "similarity", parameters: { recoveredAbove: 0.9 } },
  };
  return {
    ...bareContext,
    node: (key) => nodes[key] as PlanNode,
    result: async (key) => ({ key, outputs: files[key] ?? {}, values: made[key]?.values }) as unknown as Result,
    read: async ({ key }, name) => files[key]?.[name] ?? new Uint8Array(),
  };
}

function stateOf({ activationDim, dictionary, ...stored }: Stored, dictSize: number): Uint8Array {
  const rows = new Float32Array(dictionary.length);
  const column = new Float32Array(dictSize);
  const parameters = {
    encoder: stored.encoder ?? dictionary,
    encoderFirst: rows,
    encoderSecond: rows,
    bias: stored.bias ?? column,
    biasFirst: column,
    biasSecond: column,
    decoder: dictionary,
    decoderFirst: rows,
    decoderSecond: rows,
  };
  const lastActive = stored.lastActive ?? new Uint32Array(dictSize);
  const state = { step: stored.step ?? 1, parameters, lastActive, reference: rows, history: [] };
  return encodeState(state, dictSize, activationDim);
}

function codesOf(codes: readonly (readonly number[])[], nFeatures: number): Uint8Array {
  const active = codes.map((sample) => [...sample.entries()].filter(([, value]) => value !== 0));
  const entries = active.flat();
  const frequency = new Uint32Array(nFeatures);
  for (const [g] of entries) frequency[g] = (frequency[g] ?? 0) + 1;
  return writeTensors({
    counts: { shape: [codes.length], data: Uint16Array.from(active, (sample) => sample.length) },
    indices: { shape: [entries.length], data: Uint16Array.from(entries, ([g]) => g) },
    values: { shape: [entries.length], data: Float32Array.from(entries, ([, value]) => value) },
    frequency: { shape: [nFeatures], data: frequency },
  });
}
