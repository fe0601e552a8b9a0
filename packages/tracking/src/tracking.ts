import type { MlflowClient } from "@goldilocks/mlflow-client";
import { type OutboxFiles } from "./outbox-files.ts";
import { type TrackingProblem } from "./error.ts";
import { type TrackedRun, type TrackedStatus } from "./tracked-run.ts";

/** The newest state of a run that the outbox knows, without its content. */
export interface KnownRun {
  readonly runKey: string;
  /** Of the state's content. */
  readonly digest: string;
  readonly experiment: string;
  readonly group: string;
  readonly status: TrackedStatus;
  readonly started: number;
  readonly ended: number | null;
}

/** Where a run is on a server. */
export interface DeliveredRun {
  readonly runKey: string;
  readonly runId: string;
  readonly experimentId: string;
  /** Whether the newest state is there, or an older one. */
  readonly current: boolean;
}

/** What a delivery came to. */
export interface SyncReport {
  /** Runs whose newest state was delivered by this call, or since the outbox was opened. */
  readonly delivered: number;
  /** Runs whose newest state is still only here. */
  readonly waiting: number;
  /** What kept the rest, if anything did. */
  readonly problem?: TrackingProblem;
}

/** Time, for tests. `sleep` resolves early, and does not reject, when the signal aborts. */
export interface Clock {
  /** Milliseconds since 1970. A machine's clock may be set anew at any time. */
  readonly now: () => number;
  /** Milliseconds since any moment; it only goes forward. */
  readonly elapsed: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** How to open an outbox. */
export interface TrackingOptions {
  /** The outbox's folder; made when something is put. */
  readonly directory: string;
  /** Where to send; without it, everything waits in the outbox. */
  readonly server?: {
    readonly client: MlflowClient;
    /** Requests under way at once. @default 4 */
    readonly connections?: number;
  };
  /** The bytes of an artifact in the store. Rejects when they are gone. */
  readonly readObject: (digest: string) => Promise<Uint8Array>;
  /** Taken for each delivery, so that two processes do not do the same work. Nothing is wrong when it does not hold. */
  readonly lock?: (signal: AbortSignal) => Promise<{ release(): Promise<void> }>;
  /** Told of each problem once. */
  readonly onProblem?: (problem: TrackingProblem) => void;
  readonly clock?: Clock;
  /** Of the sender between two attempts, in milliseconds; doubled each time. @default 1000 at first, 60_000 at most */
  readonly pauses?: { readonly first: number; readonly most: number };
  /**
   * How long one delivery may take in all, however the server answers, in milliseconds, and how much longer for each run that it confirms.
   *
   * @default 600_000 and 60_000
   */
  readonly patience?: { readonly first: number; readonly perRun: number };
  /** @default the machine's own disk */
  readonly files?: OutboxFiles;
}

/** An open outbox with its sender. No method but `needed` rejects because of the server, the disk, or what is in the outbox. */
export interface Tracking {
  /** Keeps states of runs; resolves when they survive a power cut. Those that are known already are not written again. Sending begins beside. */
  put(runs: TrackedRun | readonly TrackedRun[]): Promise<void>;
  /** The newest state of a run, from the outbox alone. */
  known(runKey: string): Promise<KnownRun | undefined>;
  /** Every run the outbox knows, newest states, in the order of their keys. */
  runs(): Promise<readonly KnownRun[]>;
  /** Where a run is on this server, as far as this outbox delivered it. */
  delivered(runKey: string): Promise<DeliveredRun | undefined>;
  /** Digests of the objects in the store that undelivered states still need. This one rejects when the outbox cannot be read. */
  needed(): Promise<ReadonlySet<string>>;
  /**
   * Delivers what waits, now, until all is there or the server fails.
   *
   * @param all - Everything the outbox ever knew, as though nothing had been delivered: for another server, or one that lost data.
   */
  sync(options?: { readonly all?: boolean; readonly signal?: AbortSignal }): Promise<SyncReport>;
  /** Waits for the sender, at most `patience` milliseconds, and only while the server gets on. What is left stays in the outbox. */
  settle(options: { readonly patience: number }): Promise<SyncReport>;
  /** Stops the sender. What is left stays in the outbox. */
  close(): Promise<void>;
}
