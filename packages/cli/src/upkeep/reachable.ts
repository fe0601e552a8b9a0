import type { Result, Store } from "@goldilocks/engine";
import type { Keep, Pin } from "@goldilocks/store";
import { textIn } from "../stored/json.ts";
import { readPreImage } from "../stored/node-words.ts";
import { plannedNodes } from "../stored/planned-nodes.ts";
import type { StoredRun } from "../stored/runs.ts";

/** Which runs are kept. */
export interface Policy {
  /** Runs that began later than this are kept, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * The runs that are kept: the last one of every experiment with the same changes, and every run since a time.
 *
 * @param runs - The oldest first.
 */
export function keptRuns(runs: readonly StoredRun[], { since }: Policy): readonly StoredRun[] {
  const last = new Map(runs.map((run) => [JSON.stringify([run.name, run.profile, run.set]), run.id]));
  const ids = new Set(last.values());
  return runs.filter(({ id, started }) => ids.has(id) || Date.parse(started) >= since);
}

/** Everything that runs and pins lead to: results with what they are made from, plans, patches of the program, trajectories. */
export async function reachable(store: Store, runs: readonly StoredRun[], pins: readonly Pin[]): Promise<Keep> {
  const found = { results: new Set<string>(), objects: new Set<string>(), trajectories: new Set<string>() };
  for (const run of runs) {
    if (run.plan !== "") found.objects.add(run.plan);
    keepPatch(found.objects, run.provenance);
    for (const { key, preImage } of await plannedNodes(store, [run], "")) {
      found.results.add(key);
      if (readPreImage(preImage)?.kind === "trajectory") found.trajectories.add(key);
    }
  }
  for (const { key } of pins) await keepWithInputs(store, key, found);
  // What made a result may have been another run than the last: its patch is kept as long as the result is.
  for (const key of found.results) keepPatch(found.objects, (await store.result(key))?.provenance ?? null);
  return { ...found, runs: new Set(runs.map(({ id }) => id)) };
}

function keepPatch(objects: Set<string>, provenance: Result["provenance"]): void {
  const patch = textIn(provenance, "patch");
  if (patch !== "") objects.add(patch);
}

type Found = { readonly results: Set<string>; readonly trajectories: Set<string> };

/** A node without a result is an identity: a trajectory, whose states are kept with it, or a stream. */
async function keepWithInputs(store: Store, key: string, found: Found): Promise<void> {
  const waiting = [key];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (found.results.has(at)) continue;
    found.results.add(at);
    const result = await store.result(at);
    if (result === undefined) found.trajectories.add(at);
    else waiting.push(...(readPreImage(result.preImage)?.inputs ?? []));
  }
}
