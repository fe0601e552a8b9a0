import type { PlanNode } from "@goldilocks/plan";

/** What comes of a node: made now, or found in the store because somebody else made it meanwhile. */
export interface Executed {
  readonly key: string;
  readonly made: boolean;
}

/** Runs nodes, several at a time. */
export interface Executor {
  /** How many nodes may run at once. */
  readonly workers: number;
  /**
   * Runs one node. Rejects with what the op threw; a stopped node with `StoppedError`, a missing input with `MissingResultError`.
   * `onProgress` hears how far it is; `worker` counts from 0.
   */
  execute(
    node: PlanNode,
    lookup: (key: string) => PlanNode,
    onProgress: (progress: { readonly worker: number; readonly done: number; readonly total: number }) => void,
  ): Promise<Executed>;
  /** Asks running nodes to save what is worth saving and stop. */
  stop(): void;
}
