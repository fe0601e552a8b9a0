import type { Issue } from "@goldilocks/diagnostics";
import type { PlanNode } from "@goldilocks/plan";

/** What a worker is told: one node, with the nodes its op may ask about. */
export interface RunMessage {
  readonly id: number;
  readonly node: PlanNode;
  readonly lineage: readonly PlanNode[];
}

/** What a worker says. */
export type WorkerMessage =
  | { readonly type: "ready" }
  | { readonly type: "progress"; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: "done"; readonly id: number; readonly made: boolean }
  | { readonly type: "failed"; readonly id: number; readonly error: ErrorMessage };

/** An error on its way between threads, where classes are lost. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Of an error thrown on purpose. */
  readonly issues?: readonly Issue[];
  /** Of a `MissingResultError`. */
  readonly key?: string;
  /** Of an error of the system: its name there (`EMFILE`), and what was asked of the system. */
  readonly code?: string;
  readonly syscall?: string;
}
