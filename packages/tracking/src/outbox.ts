import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { admit } from "./admit.ts";
import { batchParts, pack, readState, type Entry, type Unplaced } from "./batch-file.ts";
import { isMissing, type OutboxFiles } from "./outbox-files.ts";
import { OutboxIndex, SUFFIX } from "./outbox-index.ts";
import { messageOf, problem, type TrackingProblem } from "./error.ts";
import { Failed } from "./failure.ts";
import { parseState, sha256, stateText } from "./state.ts";
import { type TrackedRun } from "./tracked-run.ts";

/** A state that is not on the disk yet. */
interface Draft {
  readonly entry: Omit<Unplaced, "number">;
  readonly text: string;
}

/** Files above this stay as they are, unless more than half of one is outdated. */
const SMALL = 1_000_000;
const MANY = 24;

const total = (entries: readonly Entry[]): number => entries.reduce((sum, { length }) => sum + length, 0);

function draft(run: TrackedRun): Draft {
  const text = stateText(run);
  const { runKey, group, status, started, ended } = run;
  const artifacts = [...run.artifacts, ...run.models.flatMap((model) => model.artifacts)];
  const objects = artifacts.flatMap(({ source }) => (source.kind === "object" ? [source.digest] : []));
  const known = { runKey, digest: sha256(text), experiment: run.experiment.name, group, status, started, ended };
  return { entry: { ...known, objects: [...new Set(objects)] }, text };
}

/**
 * The states on the disk. Any number of processes may have one folder open.
 *
 * States are only ever added, in files that never change; the newest of a run is the one with the highest number. So a state that comes
 * while an older one is being delivered cannot be lost. What is outdated goes when small files are put together.
 */
export class Outbox {
  readonly #folder: string;
  readonly #quarantine: string;
  readonly #files: OutboxFiles;
  readonly #now: () => number;
  readonly #onProblem: (found: TrackingProblem) => void;
  readonly #index: OutboxIndex;
  /** By run: two states that wait together are one. */
  readonly #drafts = new Map<string, Draft>();
  #turn: Promise<void> = Promise.resolve();

  constructor(directory: string, files: OutboxFiles, now: () => number, onProblem: (found: TrackingProblem) => void) {
    this.#folder = join(directory, "outbox");
    this.#quarantine = join(directory, "quarantine");
    this.#files = files;
    this.#now = now;
    this.#onProblem = onProblem;
    this.#index = new OutboxIndex(this.#folder, files, (file) => this.#setAside(file, []));
  }

  /** Keeps states; resolves when they are durable, or could not be kept, which is told. Returns how many are new. */
  async put(runs: readonly TrackedRun[]): Promise<number> {
    const before = this.#index.refresh();
    let dropped = 0;
    let added = 0;
    for (const run of runs) {
      const admitted = admit(run);
      const made = draft(admitted.run);
      dropped += admitted.dropped;
      const waiting = this.#drafts.get(run.runKey)?.entry.digest;
      if ((waiting ?? before.get(run.runKey)?.digest) === made.entry.digest) continue;
      this.#drafts.set(run.runKey, made);
      added += 1;
    }
    if (dropped > 0) this.#onProblem(unsendable(dropped));
    if (added > 0) await this.flush();
    return added;
  }

  /** Writes what waits. Those who put while a write is under way share the next one. */
  flush(): Promise<void> {
    // One that failed has told; it must not fail those after it.
    this.#turn = this.#turn.catch(() => {}).then(() => this.#write());
    return this.#turn;
  }

  async #write(): Promise<void> {
    if (this.#drafts.size === 0) return;
    const drafts = [...this.#drafts.values()];
    const known = [...this.#index.refresh().values()];
    // Above every number there is, and above those of an outbox that was lost: a ledger may know these.
    const number = Math.max(this.#now(), 1 + known.reduce((most, entry) => Math.max(most, entry.number), 0));
    try {
      await this.#writeFile(drafts.map(({ entry, text }) => ({ entry: { ...entry, number }, packed: pack(text) })));
    } catch (error) {
      // They stay, for the next attempt: a disk may have room again.
      this.#onProblem(notKept(drafts.length, error));
      return;
    }
    for (const made of drafts) {
      const { runKey } = made.entry;
      if (this.#drafts.get(runKey) === made) this.#drafts.delete(runKey);
    }
  }

  #writeFile(states: readonly { readonly entry: Unplaced; readonly packed: Uint8Array }[]): Promise<void> {
    return this.#files.write(join(this.#folder, `${randomUUID()}${SUFFIX}`), batchParts(states));
  }

  /** The newest state of every run, by run key; as the disk has it now. */
  newest(): ReadonlyMap<string, Entry> {
    return this.#index.refresh();
  }

  /**
   * The state of an entry; `undefined` when it was replaced meanwhile, or is damaged and now set aside.
   *
   * @throws {@link Failed} for one that a later version of this program wrote: it stays, and that version delivers it.
   */
  async read(entry: Entry): Promise<TrackedRun | undefined> {
    try {
      const text = readState(this.#files, join(this.#folder, entry.file), entry);
      const state = text === undefined ? undefined : parseState(text);
      if (state === "newer") throw new Failed({ scope: "run", problem: newer });
      if (state === undefined) await this.#setAside(entry.file, [entry.runKey]);
      return state;
    } catch (error) {
      if (!isMissing(error)) throw error;
      return this.#moved(entry);
    }
  }

  /** Another process put files together meanwhile. */
  #moved(entry: Entry): Promise<TrackedRun | undefined> | undefined {
    const now = this.newest().get(entry.runKey);
    return now === undefined || now.file === entry.file ? undefined : this.read(now);
  }

  /** Moves a damaged file out of the way, and keeps what is whole in it. */
  async #setAside(file: string, damaged: readonly string[]): Promise<void> {
    const rest = this.#index.entriesOf(file).filter(({ runKey }) => !damaged.includes(runKey));
    try {
      if (rest.length > 0) await this.#copy(rest);
      await this.#files.move(join(this.#folder, file), join(this.#quarantine, file));
    } catch (error) {
      if (isMissing(error)) return; // another process was first, and has told
      this.#onProblem(notKept(damaged.length, error));
    }
    this.#index.forget(file, damaged);
    this.#onProblem(damage(damaged.length, join(this.#quarantine, file)));
  }

  async #copy(entries: readonly Entry[]): Promise<void> {
    await this.#writeFile(
      entries.map((entry) => ({
        entry,
        packed: this.#files.read(join(this.#folder, entry.file), entry.offset, entry.length),
      })),
    );
  }

  /** Puts small files together and leaves out what is outdated. A file goes only after its states are elsewhere. */
  async tidy(): Promise<void> {
    const newest = this.#index.refresh();
    const files = this.#index.files().map((file) => {
      const entries = this.#index.entriesOf(file);
      const live = entries.filter((entry) => newest.get(entry.runKey) === entry);
      return { file, live, small: total(entries) < SMALL, outdated: 2 * total(live) < total(entries) };
    });
    const chosen = files.filter(({ small, outdated }) => small || outdated);
    if (chosen.length <= MANY && !chosen.some(({ small, outdated }) => outdated && !small)) return;
    try {
      const live = chosen.flatMap((one) => one.live);
      if (live.length > 0) await this.#copy(live);
      for (const { file } of chosen) await this.#files.remove(join(this.#folder, file));
    } catch {
      // A courtesy: whatever was in the way, nothing is lost.
    }
  }
}

const unsendable = (count: number): TrackingProblem =>
  problem(
    "TRACKING_INVALID",
    `${count} ${count === 1 ? "point of a metric is" : "points of metrics are"} not finite or not at a whole step, and not sent`,
    "the table in the results has them",
  );

const notKept = (count: number, error: unknown): TrackingProblem =>
  problem(
    "TRACKING_OUTBOX",
    `${count} ${count === 1 ? "run" : "runs"} could not be kept for MLflow: ${messageOf(error)}`,
    "make room and run the same command again; nothing is computed twice",
  );

const newer: TrackingProblem = problem(
  "TRACKING_OUTBOX",
  "a later version of this program keeps runs here that this one cannot read; they stay",
  "deliver them with that version: `exp sync`",
);

const damage = (count: number, path: string): TrackingProblem =>
  problem(
    "TRACKING_DAMAGED",
    `${count === 0 ? "a file" : `${count} ${count === 1 ? "state" : "states"}`} of the outbox is damaged; set aside as ${path}`,
    "run the experiments again, and what was in it is kept anew; nothing is computed twice",
  );
