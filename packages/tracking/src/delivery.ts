import type { CallOptions, MlflowClient } from "@goldilocks/mlflow-client";
import { type Ledger } from "./ledger.ts";
import { type Outbox } from "./outbox.ts";
import { type TrackingProblem } from "./error.ts";

/** What every part of a delivery works with. */
export interface Delivery {
  readonly client: MlflowClient;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly readObject: (digest: string) => Promise<Uint8Array>;
  readonly now: () => number;
  readonly elapsed: () => number;
  readonly connections: number;
  /** Whether a lock keeps other processes of this machine away meanwhile. */
  readonly isAlone: boolean;
  /** Keys of runs that a server took and did not show: what the ledger has of them is not believed. */
  readonly doubted: Set<string>;
  readonly signal: AbortSignal;
  /** Of every request: the signal, and how often the client may try again by itself. */
  readonly call: CallOptions;
  readonly report: (found: TrackingProblem) => void;
  /** Told whenever the server has done something. */
  readonly onProgress: () => void;
}

/** An experiment as the server has it. */
export interface Place {
  readonly name: string;
  readonly experimentId: string;
  /** When the server made it, in milliseconds since 1970. */
  readonly born: number;
  readonly tags: Map<string, string>;
  /** Names of tags that were set and not seen yet. */
  readonly unseen: Set<string>;
}

/** Tags by which a run is found again. Backquotes in filters, for the dots. */
export const TAGS = {
  runKey: "goldilocks.run_key",
  group: "goldilocks.group",
  duplicateOf: "goldilocks.duplicate_of",
  modelKey: "goldilocks.model_key",
} as const;

/** A text in a filter. Run keys are hex digits, but groups are anyone's. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Works on many things, some at once. Stops taking new ones at the first failure, and rejects with it when those under way are done. */
export async function pooled<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  const first = ends.find((end) => end.status === "rejected");
  if (first !== undefined) throw first.reason;
}
