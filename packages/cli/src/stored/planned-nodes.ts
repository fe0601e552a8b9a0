import { GoldilocksError } from "@goldilocks/diagnostics";
import type { Json } from "@goldilocks/digest";
import type { Store } from "@goldilocks/engine";
import type { StoredRun } from "./runs.ts";

/** A node as a run planned it. */
export interface PlannedNode {
  readonly key: string;
  readonly preImage: Json;
}

/** Nodes of the plans that were ever run, by the beginning of their keys. Plans that are damaged are passed over. */
export async function plannedNodes(
  store: Store,
  runs: readonly StoredRun[],
  hash: string,
): Promise<readonly PlannedNode[]> {
  const found = new Map<string, PlannedNode>();
  const plans = new Map(runs.map((run) => [run.plan, run]));
  for (const run of plans.values()) {
    for (const node of await plannedBy(store, run)) {
      if (node.key.startsWith(hash)) found.set(node.key, node);
    }
  }
  return [...found.values()];
}

/** The nodes of a run's plan; none where that is not there any more. */
export async function plannedBy(store: Store, { plan }: StoredRun): Promise<readonly PlannedNode[]> {
  if (plan === "") return [];
  try {
    const nodes: readonly PlannedNode[] = JSON.parse(new TextDecoder().decode(await store.read(plan)));
    return nodes;
  } catch (error) {
    if (error instanceof GoldilocksError) return [];
    throw error;
  }
}
