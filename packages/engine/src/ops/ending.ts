import { batchesPerChunk, isRecordedStep, type NodeOf } from "@goldilocks/plan";
import type { Op, OpContext } from "../op.ts";
import type { HistoryEntry } from "../sae/history.ts";
import { HistoryRecorder } from "../sae/history-recorder.ts";
import { openTraining } from "../sae/open-training.ts";
import { historyJson } from "../sae/state.ts";
import { storedState, type StoredState } from "../sae/stored-state.ts";

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
    const isRecorded = isRecordedStep(step, stored.trajectory.parameters.history.perDecade);
    const last = isRecorded ? undefined : await lastEntry(node, stored, context);
    return { outputs: {}, values: { step, history: historyJson(last === undefined ? history : [...history, last]) } };
  },
};

async function lastEntry(
  node: NodeOf<"ending">,
  { trajectory, state }: StoredState,
  context: OpContext,
): Promise<HistoryEntry | undefined> {
  const { training, samples, noise, similarity } = await openTraining(trajectory, context);
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
