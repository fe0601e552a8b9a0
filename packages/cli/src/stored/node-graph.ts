import type { Store } from "@goldilocks/engine";
import { readPreImage } from "./node-words.ts";
import { plannedBy } from "./planned-nodes.ts";
import type { StoredRun } from "./runs.ts";

/** What a store knows of how nodes hang together: from the plans of its runs, and from results themselves. */
export interface NodeGraph {
  readonly kindOf: (key: string) => string | null;
  /** What a node is made from; empty where it is not known. */
  readonly inputsOf: (key: string) => readonly string[];
  /** What is made directly from a node. */
  readonly usersOf: (key: string) => readonly string[];
  /** Ids of the runs that planned a node. */
  readonly runsOf: (key: string) => readonly string[];
}

/** Reads every plan and every result of a store once. */
export async function nodeGraph(store: Store, runs: readonly StoredRun[]): Promise<NodeGraph> {
  const nodes = new Map<string, { readonly kind: string; readonly inputs: readonly string[] }>();
  const planned = new Map<string, string[]>();
  const note = (key: string, preImage: Parameters<typeof readPreImage>[0]): void => {
    const read = readPreImage(preImage);
    if (read !== undefined) nodes.set(key, read);
  };
  for (const run of runs) {
    for (const { key, preImage } of await plannedBy(store, run)) {
      note(key, preImage);
      const ids = planned.get(key);
      if (ids === undefined) planned.set(key, [run.id]);
      else ids.push(run.id);
    }
  }
  for (const key of await store.keys("")) if (!nodes.has(key)) note(key, (await store.result(key))?.preImage ?? null);
  const users = new Map<string, Set<string>>();
  for (const [key, { inputs }] of nodes) {
    for (const input of inputs) users.set(input, (users.get(input) ?? new Set()).add(key));
  }
  return {
    kindOf: (key) => nodes.get(key)?.kind ?? null,
    inputsOf: (key) => nodes.get(key)?.inputs ?? [],
    usersOf: (key) => [...(users.get(key) ?? [])],
    runsOf: (key) => planned.get(key) ?? [],
  };
}
