import { decodeState, type Result, type Store, type TrainingState } from "@goldilocks/engine";
import type { Plan } from "@goldilocks/plan";

/** A small experiment of one cell, at the steps given. */
export const small = (steps: readonly number[], more = ""): string => `goldilocks: 1
name: small
data: { activationDim: 6, nFeatures: 10, active: 2 }
sae: { dictSize: 9 }
train: { batch: 7, optimizer: { learningRate: 0.01 } }
evaluate: { heldOutBatches: 3, deadWindow: 20 }
metrics: [mmcs.truth, loss.total, dead, converged]
grid: { train.steps: [${steps.join(", ")}] }
${more}`;

/** Key of the point after so many steps. */
export function pointAt(plan: Plan, step: number): string {
  for (const { points } of plan.trajectories.values()) {
    for (const point of points) if (point.step === step) return point.key;
  }
  throw new RangeError(`the plan has no point at step ${step}`);
}

/** A result that must be there. */
export async function resultOf(store: Store, key: string): Promise<Result> {
  const result = await store.result(key);
  if (result === undefined) throw new RangeError(`no result ${key}`);
  return result;
}

/** Digest of the state of a point, and what the record says of it. */
export async function stateDigest(store: Store, key: string): Promise<string> {
  const { outputs, values } = await resultOf(store, key);
  return `${outputs["state.safetensors"]?.digest} ${JSON.stringify(values)}`;
}

/** The state of a point. */
export async function stateAt(store: Store, plan: Plan, step: number): Promise<TrainingState> {
  const { outputs } = await resultOf(store, pointAt(plan, step));
  return decodeState(await store.read(outputs["state.safetensors"]?.digest ?? ""));
}
