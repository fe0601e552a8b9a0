import { paddedWidth, RowSimilarity } from "@goldilocks/kernels";
import { batchesPerChunk, type NodeOf } from "@goldilocks/plan";
import { noiseOf } from "../noise.ts";
import type { Op, OpContext } from "../op.ts";
import { type HistoryEntry, isHistoryStep } from "../sae/history.ts";
import { HistoryRecorder } from "../sae/history-recorder.ts";
import { historyJson } from "../sae/state.ts";
import { storedState, type StoredState } from "../sae/stored-state.ts";
import { Training } from "../sae/training.ts";
import { Samples } from "../samples.ts";
import { featuresOf } from "../stored-features.ts";

/**
 * The history of a point with an entry for its last step. Like every entry its losses and L0 are of a minibatch that the weights have not been trained
 * on: the next one. There is no such entry where training ended at a recorded step, or where the next loss is no number.
 */
export const ending: Op<"ending"> = {
  kind: "ending",
  revision: 1,
  run: async (node, context) => {
    const stored = await storedState(node.inputs[0] ?? "", context);
    const { step, history } = stored.state;
    const last = isHistoryStep(step) ? undefined : await lastEntry(node, stored, context);
    return { outputs: {}, values: { step, history: historyJson(last === undefined ? history : [...history, last]) } };
  },
};

async function lastEntry(
  node: NodeOf<"ending">,
  { trajectory, state }: StoredState,
  context: OpContext,
): Promise<HistoryEntry | undefined> {
  const features = await featuresOf(trajectory.inputs[0] ?? "", context);
  const { activationDim } = features;
  const { batch, nFeatures, seed } = (context.node(trajectory.inputs[1] ?? "") as NodeOf<"stream">).parameters;
  const sae = trajectory.parameters;
  const kernels = context.kernels();
  const jitter = { size: sae.jitter, seed, stream: "data.jitter" } as const;
  const samples = new Samples(kernels, { nFeatures, activationDim, batch, jitter }, features.rows);
  const noise = noiseOf(kernels, sae.noise, seed, { activationDim, batch });
  const training = new Training(kernels, sae, { activationDim, batch });
  const similarity = new RowSimilarity(kernels, samples.features, nFeatures, paddedWidth(activationDim));
  training.load(state);
  const standing = new HistoryRecorder(training, similarity, state).standing();
  const chunk = Math.floor(state.step / batchesPerChunk);
  const codes = await context.result(node.needs.at(-1) ?? "");
  samples.load(await context.read(codes, "codes.safetensors"), chunk * batchesPerChunk);
  samples.assemble(state.step);
  // The step is taken for its losses, which are those before its update; the state that it leads to is left.
  const loss = training.train(samples.x, noise?.add(samples.x, state.step));
  return Number.isFinite(loss) ? { ...training.measures(), ...standing } : undefined;
}
