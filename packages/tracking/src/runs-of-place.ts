import type { Run } from "@goldilocks/mlflow-client";
import { type Entry } from "./batch-file.ts";
import { missingIn, type Sent, shownRuns, unconfirmed } from "./confirm.ts";
import { type Delivery, type Place, pooled } from "./delivery.ts";
import { problem } from "./error.ts";
import { Failed, failureOf, type Failure } from "./failure.ts";
import { findRuns } from "./find-runs.ts";
import { type Delivered, type Intent } from "./ledger.ts";
import { confirmTags, isDeleted } from "./place-delivery.ts";
import { deliverRun } from "./run-delivery.ts";

/** What to deliver. */
export interface Wanted {
  /** Whether a state is to be delivered, by what the ledger has of its run. */
  readonly isWanted: (entry: Entry, record: Delivered | undefined) => boolean;
  /** Whether to look and send as though nothing were known of this server. */
  readonly afresh: boolean;
  /** Creations that another process may not have seen through. */
  readonly intents: readonly Intent[];
  readonly onDelivered: (entry: Entry) => void;
}

/** What a pass has come to so far. */
export interface Work {
  readonly refused: Map<Entry, Failure>;
  delivered: number;
}

/** States at most that are sent before the server is asked what it shows of them. */
const MOST_TOGETHER = 16;

/** Milliseconds after which a turn has taken long. */
const SOON = 5000;

/** Failures of a server that may be about one run alone. */
const ABOUT_ONE: ReadonlySet<string> = new Set(["TRACKING_SERVER_FAILED", "TRACKING_UNCONFIRMED"]);

/** A server that fails this often in a row is left alone; one run that it cannot take must not hold up the others. */
const TOLERATED = 3;

/** Creations older than this are surely decided. */
const DECIDED = 10 * 60_000;

/** The delivery of one experiment's runs. */
export class RunsOfPlace {
  readonly #delivery: Delivery;
  readonly #wanted: Wanted;
  readonly #work: Work;
  readonly #place: Place;
  readonly #entries: readonly Entry[];
  readonly #created: Entry[] = [];
  #failures = 0;

  constructor(delivery: Delivery, wanted: Wanted, work: Work, place: Place, entries: readonly Entry[]) {
    this.#delivery = delivery;
    this.#wanted = wanted;
    this.#work = work;
    this.#place = place;
    this.#entries = entries;
  }

  async deliver(): Promise<void> {
    await this.#seeThrough();
    const due = this.#entries.filter((entry) => this.#isDue(entry));
    const unknown = due.filter((entry) => this.#record(entry) === undefined);
    const found = await findRuns(this.#delivery, this.#place, unknown, { restore: true });
    const intent = await this.#intend(unknown.filter(({ runKey }) => !found.has(runKey)));
    await this.#deliverInTurns(due, found);
    // Who made runs looks whether another did too: one of both comes second, and sees both.
    await findRuns(this.#delivery, this.#place, this.#created, { restore: false });
    if (intent !== undefined && this.#work.refused.size === 0) await this.#delivery.ledger.settle(intent);
  }

  /** Looks for runs that are there twice because a process died while it made them. */
  async #seeThrough(): Promise<void> {
    const { ledger, now } = this.#delivery;
    const intents = this.#wanted.intents.filter(({ experiment }) => experiment === this.#place.name);
    const runKeys = new Set(intents.flatMap((intent) => intent.runKeys));
    const concerned = this.#entries.filter(({ runKey }) => runKeys.has(runKey));
    await findRuns(this.#delivery, this.#place, concerned, { restore: false });
    for (const { id, at } of intents) if (now() - at > DECIDED) await ledger.settle(id);
  }

  /** The ledger's record of a run, unless it speaks of another server at this address, or one that lost its data. */
  #record({ runKey }: Entry): Delivered | undefined {
    const isBelieved = !this.#wanted.afresh && !this.#delivery.doubted.has(runKey);
    const record = isBelieved ? this.#delivery.ledger.run(runKey) : undefined;
    return record?.experimentId === this.#place.experimentId && record.born === this.#place.born ? record : undefined;
  }

  #isDue(entry: Entry): boolean {
    const isLost = this.#delivery.ledger.run(entry.runKey) !== undefined && this.#record(entry) === undefined;
    return (isLost && !this.#wanted.afresh) || this.#wanted.isWanted(entry, this.#record(entry));
  }

  async #intend(missing: readonly Entry[]): Promise<string | undefined> {
    if (missing.length === 0) return undefined;
    const { ledger, now } = this.#delivery;
    const runKeys = missing.map(({ runKey }) => runKey);
    return await ledger.intend(this.#place.name, runKeys, now());
  }

  /** Sends states in turns, each of which is confirmed. Where they take long, turns are short, so that what was sent is not sent again. */
  async #deliverInTurns(due: readonly Entry[], found: ReadonlyMap<string, Run>): Promise<void> {
    const { connections, elapsed } = this.#delivery;
    for (let from = 0, size = connections; from < due.length;) {
      const began = elapsed();
      await this.#deliverSome(due.slice(from, from + size), found);
      from += size;
      size = elapsed() - began < SOON ? Math.min(2 * size, MOST_TOGETHER) : connections;
    }
  }

  /** Sends some states, and keeps in the ledger what the server then shows. */
  async #deliverSome(entries: readonly Entry[], known: ReadonlyMap<string, Run>): Promise<void> {
    let found = known;
    for (let left = entries, again = true; left.length > 0; again = false) {
      const sent = new Map<Entry, Sent>();
      await pooled(left, this.#delivery.connections, async (entry) => {
        const one = await this.#deliverOne(entry, found.get(entry.runKey));
        if (one !== undefined) sent.set(entry, one);
      });
      left = await this.#confirm(sent, again);
      found = await findRuns(this.#delivery, this.#place, left, { restore: true });
    }
  }

  async #deliverOne(entry: Entry, run: Run | undefined): Promise<Sent | undefined> {
    const record = run === undefined ? this.#record(entry) : undefined;
    const known = record !== undefined ? { by: "ledger" as const, record } : run && { by: "search" as const, run };
    try {
      return await deliverRun(this.#delivery, this.#place, entry, known, () => this.#created.push(entry));
    } catch (error) {
      this.#delivery.signal.throwIfAborted();
      await this.#refused(entry, error);
      return undefined;
    }
  }

  /**
   * Looks at what the server shows of what it took. Nothing else leaves the outbox.
   *
   * @param again - Whether those that were deleted meanwhile, by a person or another process, are given back to be sent again.
   */
  async #confirm(sent: ReadonlyMap<Entry, Sent>, again: boolean): Promise<readonly Entry[]> {
    if (sent.size === 0) return [];
    const { doubted, onProgress } = this.#delivery;
    await confirmTags(this.#delivery, this.#place);
    const runIds = [...sent.values()].map(({ record }) => record.runId);
    const shown = await shownRuns(this.#delivery, this.#place, runIds);
    onProgress();
    const missing = new Map<Entry, string>();
    for (const [entry, one] of sent) {
      const what = missingIn(shown.get(one.record.runId), one);
      if (what === undefined) await this.#delivered(entry, one);
      else missing.set(entry, what);
    }
    const isGone = (entry: Entry): boolean =>
      shown.get(sent.get(entry)?.record.runId ?? "")?.lifecycleStage === "deleted";
    for (const [entry, what] of missing) {
      doubted.add(entry.runKey);
      if (again && isGone(entry)) continue;
      await this.#refused(entry, unconfirmed(what, `run ${sent.get(entry)?.record.runId}`));
    }
    return again ? [...missing.keys()].filter((entry) => isGone(entry)) : [];
  }

  async #delivered(entry: Entry, { record }: Sent): Promise<void> {
    await this.#delivery.ledger.delivered(record);
    this.#delivery.doubted.delete(entry.runKey);
    this.#work.delivered += 1;
    this.#failures = 0;
    this.#wanted.onDelivered(entry);
  }

  /** Goes on with the others, where there is hope for them. */
  async #refused(entry: Entry, error: unknown): Promise<void> {
    const failure = failureOf(error);
    if (failure.scope === "stop" || failure.scope === "place") throw error;
    if (failure.scope === "run") {
      if (await isDeleted(this.#delivery, this.#place)) throw deletedMeanwhile(this.#place);
      this.#work.refused.set(entry, failure);
      return;
    }
    this.#failures += 1;
    if (!ABOUT_ONE.has(failure.problem.code) || this.#failures >= TOLERATED) throw error;
    this.#work.refused.set(entry, failure);
  }
}

const deletedMeanwhile = ({ name }: Place): Failed => {
  const message = `experiment ${JSON.stringify(name)} was deleted in MLflow while runs were delivered to it`;
  return new Failed({ scope: "server", problem: problem("TRACKING_REFUSED", message, "`exp sync` restores it") });
};
