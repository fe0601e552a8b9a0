import { join } from "node:path";
import { nodeOutboxFiles, sweep } from "./outbox-files.ts";
import { Outbox } from "./outbox.ts";
import { messageOf, problem, type TrackingProblem } from "./error.ts";
import { Sender } from "./sender.ts";
import { isCurrent, Servers } from "./servers.ts";
import { type Ledger } from "./ledger.ts";
import { type TrackedRun } from "./tracked-run.ts";
import { type Clock, type KnownRun, type SyncReport, type Tracking, type TrackingOptions } from "./tracking.ts";

const CONNECTIONS = 4;

const realClock: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      // It keeps no process from ending: whoever wants to wait settles.
      const timer = setTimeout(done, Math.min(milliseconds, 2 ** 31 - 1)).unref();
      signal.addEventListener("abort", done);
      return undefined;
    }),
};

const slow = (waiting: number): TrackingProblem =>
  problem(
    "TRACKING_SLOW",
    `MLflow was too slow to take ${waiting} ${waiting === 1 ? "run" : "runs"} in time`,
    "they wait in the outbox; `exp sync` delivers them later",
  );

/** Tells each problem once, by its code. */
function once(tell: ((found: TrackingProblem) => void) | undefined): (found: TrackingProblem) => void {
  const told = new Set<string>();
  return (found) => {
    if (told.has(found.code)) return;
    told.add(found.code);
    tell?.(found);
  };
}

const knownOf = ({ runKey, digest, experiment, group, status, started, ended }: KnownRun): KnownRun => ({
  runKey,
  digest,
  experiment,
  group,
  status,
  started,
  ended,
});

class OpenTracking implements Tracking {
  readonly #outbox: Outbox;
  readonly #servers: Servers;
  readonly #ledger: Ledger | undefined;
  readonly #sender: Sender | undefined;
  readonly #report: (found: TrackingProblem) => void;

  constructor(options: TrackingOptions) {
    const { directory, server, readObject, onProblem, lock, clock = realClock, files = nodeOutboxFiles } = options;
    this.#report = once(onProblem);
    this.#outbox = new Outbox(directory, files, clock.now, this.#report);
    this.#servers = new Servers(directory, files);
    if (server === undefined) return;
    this.#ledger = this.#servers.ledgerOf(server.client.uri);
    const delivery = {
      client: server.client,
      outbox: this.#outbox,
      ledger: this.#ledger,
      readObject,
      isAlone: lock !== undefined,
      now: clock.now,
      elapsed: clock.elapsed,
      connections: server.connections ?? CONNECTIONS,
      report: this.#report,
      doubted: new Set<string>(),
    };
    const { pauses = { first: 1000, most: 60_000 }, patience = { first: 600_000, perRun: 60_000 } } = options;
    this.#sender = new Sender({ delivery, servers: this.#servers, clock, pauses, patience, lock });
  }

  async put(runs: TrackedRun | readonly TrackedRun[]): Promise<void> {
    await this.#guarded(undefined, async () => {
      const added = await this.#outbox.put("runKey" in runs ? [runs] : runs);
      if (added > 0) this.#sender?.wake();
    });
  }

  async known(runKey: string): Promise<KnownRun | undefined> {
    return await this.#guarded(undefined, () => {
      const entry = this.#outbox.newest().get(runKey);
      return entry && knownOf(entry);
    });
  }

  async runs(): Promise<readonly KnownRun[]> {
    return await this.#guarded([], () => {
      const all = [...this.#outbox.newest().values()].map((entry) => knownOf(entry));
      return all.toSorted((a, b) => (a.runKey < b.runKey ? -1 : 1));
    });
  }

  async delivered(runKey: string): ReturnType<Tracking["delivered"]> {
    return await this.#guarded(undefined, () => {
      this.#ledger?.refresh();
      const record = this.#ledger?.run(runKey);
      if (record === undefined) return undefined;
      const entry = this.#outbox.newest().get(runKey);
      const { runId, experimentId } = record;
      return { runKey, runId, experimentId, current: entry === undefined || isCurrent(entry, record) };
    });
  }

  async needed(): Promise<ReadonlySet<string>> {
    this.#servers.refresh();
    const waiting = [...this.#outbox.newest().values()].filter((entry) => !this.#servers.haveTaken(entry));
    return new Set(waiting.flatMap(({ objects }) => objects));
  }

  async sync({
    all = false,
    signal,
  }: { readonly all?: boolean; readonly signal?: AbortSignal } = {}): Promise<SyncReport> {
    const before = this.#sender?.delivered ?? 0;
    return await this.#guarded({ delivered: 0, waiting: 0 }, async () => {
      await this.#outbox.flush();
      await this.#sender?.sync(all, signal);
      return this.#reported(before, all);
    });
  }

  async settle({ patience }: { readonly patience: number }): Promise<SyncReport> {
    return await this.#guarded({ delivered: 0, waiting: 0 }, async () => {
      await this.#outbox.flush();
      await this.#sender?.settle(patience);
      const report = this.#reported(0, false);
      if (this.#sender === undefined || report.waiting === 0 || report.problem !== undefined) return report;
      const late = slow(report.waiting);
      this.#report(late);
      return { ...report, problem: late };
    });
  }

  #reported(before: number, all: boolean): SyncReport {
    this.#servers.refresh();
    const entries = [...this.#outbox.newest().values()];
    const waiting = entries.filter((entry) =>
      all ? !isCurrent(entry, this.#ledger?.run(entry.runKey)) : !this.#servers.haveTaken(entry),
    ).length;
    const delivered = (this.#sender?.delivered ?? 0) - before;
    const failure = this.#sender?.failure;
    return { delivered, waiting, ...(waiting > 0 && failure !== undefined ? { problem: failure.problem } : {}) };
  }

  async close(): Promise<void> {
    await this.#guarded(undefined, async () => {
      await this.#outbox.flush();
      await this.#sender?.close();
    });
  }

  /** Whatever goes wrong here is told, and ends no run. */
  async #guarded<T>(otherwise: T, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const hint = "check the store's disk and its `tracking` folder; nothing that was computed is lost";
      this.#report(problem("TRACKING_OUTBOX", `the outbox for MLflow failed: ${messageOf(error)}`, hint));
      return otherwise;
    }
  }
}

/**
 * Opens an outbox, and the sender that delivers it where a server is known. Nothing is read or made before it is needed.
 *
 * Any number of processes may have the same folder open.
 */
export function openTracking(options: TrackingOptions): Tracking {
  // What an interrupted write left is no harm, and goes when there is time.
  setTimeout(() => void sweep(join(options.directory, "outbox"), Date.now()).catch(() => {}), 1000).unref();
  return new OpenTracking(options);
}
