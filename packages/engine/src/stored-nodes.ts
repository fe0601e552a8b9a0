import type { Plan, Stored } from "@goldilocks/plan";
import { inBatches } from "./in-batches.ts";
import type { Store } from "./store.ts";

/**
 * What the store holds of a plan, verified. A plan whose goals are all there is not looked into further; these are
 * read whole, since nobody after would find their damage and make them anew.
 */
export async function storedNodes(plan: Plan, store: Store): Promise<Stored> {
  const found = new Set<string>();
  const look = async (key: string): Promise<void> => {
    if ((await store.result(key)) !== undefined) found.add(key);
  };
  const goals = new Set(plan.goals);
  await inBatches([...goals], async (key) => {
    await readOutputs(store, key);
    await look(key);
  });
  const steps = new Map<string, readonly number[]>();
  if (found.size < goals.size) {
    const runnable = [...plan.nodes.values()].filter(({ kind }) => kind !== "stream" && kind !== "trajectory");
    await inBatches(
      runnable.map(({ key }) => key),
      look,
    );
    await inBatches([...plan.trajectories.keys()], async (key) => {
      steps.set(key, await storedSteps(store, key));
    });
  }
  return { has: (key) => found.has(key), steps: (trajectory) => steps.get(trajectory) ?? [] };
}

/** Finds damage that a record does not show: what is damaged is set aside, and its result is none from then on. */
async function readOutputs(store: Store, key: string): Promise<void> {
  const { outputs = {} } = (await store.result(key)) ?? {};
  await Promise.allSettled(Object.values(outputs).map(({ digest }) => store.read(digest)));
}

/** Steps that training can go on from: a point whose result was damaged or deleted is none. */
async function storedSteps(store: Store, trajectory: string): Promise<readonly number[]> {
  const steps: number[] = [];
  for (const { step, key } of await store.points(trajectory)) {
    if ((await store.result(key)) !== undefined) steps.push(step);
  }
  const checkpoint = steps.length > 0 ? undefined : await store.checkpoint(trajectory);
  return checkpoint === undefined ? steps : [...steps, checkpoint.step];
}
