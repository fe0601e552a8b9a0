import { setMaxListeners } from "node:events";
import { type Entry } from "./batch-file.ts";
import { Budget } from "./budget.ts";
import { type Delivery } from "./delivery.ts";
import { failureOf, type Failure } from "./failure.ts";
import { deliverAll, type Passed } from "./pass.ts";
import { isCurrent, type Servers } from "./servers.ts";
import { type Clock, type TrackingOptions } from "./tracking.ts";

/** What a sender needs besides what every delivery does. */
export interface SenderOptions {
  readonly delivery: Omit<Delivery, "signal" | "call" | "onProgress">;
  readonly servers: Servers;
  readonly clock: Clock;
  readonly pauses: { readonly first: number; readonly most: number };
  readonly patience: NonNullable<TrackingOptions["patience"]>;
  readonly lock: TrackingOptions["lock"];
}

/** States put one after the other are sent together when they come within this time, in milliseconds. */
const GATHER = 150;

/** A server that does nothing for this long is not waited for at the end of a run, in milliseconds. */
const STALL = 10_000;

/** Attempts of {@link Sender.sync} at a server that fails; and the longest pause it makes, in milliseconds. */
const ATTEMPTS = 4;
const LONGEST = 15_000;

/** A server that fails, and has confirmed nothing for this long, is not tried again by {@link Sender.sync}; in milliseconds. */
const HOPELESS = 60_000;

/** How an attempt is made. */
interface How {
  /** Keys of runs that were delivered; given, every run is delivered, whatever is known of it. */
  readonly all?: Set<string>;
  /** Digests of states that were delivered: those that are delivered once more are no progress. */
  readonly done: Set<string>;
  /** Time that several attempts share. */
  readonly budget?: Budget;
  readonly signal?: AbortSignal | undefined;
}

/** Whether the same request would be refused again. */
const isLasting = ({ scope }: Failure): boolean => scope === "run" || scope === "place";

/** Sends what is in the outbox beside whatever else is going on. It never throws; what it has to say, it reports. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #end = new AbortController();
  /** States that the server refused: they are tried again when the outbox is opened again. */
  readonly #refused = new Map<string, Failure>();
  readonly #seenThrough = new Set<string>();
  /** Digests of the states that were delivered by {@link wake}. */
  readonly #done = new Set<string>();
  #delivered = 0;
  #progress = 0;
  #stopped: Failure | undefined;
  /** What the last attempt failed of, and how many have failed since one succeeded. */
  #failure: Failure | undefined;
  #failures = 0;
  /** Attempts are counted, to tell those that began after a moment. */
  #begun = 0;
  #ended = 0;
  #awake = false;
  #running: Promise<void> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #nudge = new AbortController();
  #waiters: (() => void)[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Runs whose state reached the server. */
  get delivered(): number {
    return this.#delivered;
  }

  /** What keeps the rest, if something does. */
  get failure(): Failure | undefined {
    return this.#stopped ?? this.#failure ?? [...this.#refused.values()][0];
  }

  /** Says that there is something to send. */
  wake(): void {
    this.#awake = true;
    if (this.#stopped !== undefined || this.#end.signal.aborted) return;
    this.#running ??= this.#run()
      .catch((error: unknown) => this.#broke(error))
      .finally(() => {
        this.#running = undefined;
        this.#changed();
      });
  }

  /** What fails beside the attempts is the outbox's own disk: nobody awaits the sender, so that it would end the whole process. */
  #broke(error: unknown): void {
    this.#failure = failureOf(error);
    this.#options.delivery.report(this.#failure.problem);
  }

  async #run(): Promise<void> {
    await this.#options.clock.sleep(GATHER, this.#nudge.signal);
    while (this.#awake && this.#stopped === undefined && !this.#end.signal.aborted) {
      this.#awake = false;
      const before = this.#done.size;
      const passed = await this.#attempt({ done: this.#done });
      const failing = passed.failure ?? this.#failure;
      const isMore = failing !== undefined || (this.#done.size > before && this.waiting().length > 0);
      if (!isMore || this.#end.signal.aborted) continue;
      this.#awake = true;
      if (failing !== undefined) await this.#pause(failing);
    }
  }

  async #pause(failure: Failure): Promise<void> {
    const { clock, pauses } = this.#options;
    const wait = Math.max(
      failure.retryAfter ?? 0,
      Math.min(pauses.most, pauses.first * 2 ** Math.min(30, this.#failures - 1)),
    );
    this.#changed();
    await clock.sleep(wait * (1 + Math.random() / 4), this.#nudge.signal);
    if (this.#nudge.signal.aborted && !this.#end.signal.aborted) this.#nudge = new AbortController();
  }

  /** States that no server has, refused ones included. */
  waiting(): readonly Entry[] {
    const { delivery, servers } = this.#options;
    servers.refresh();
    delivery.ledger.refresh();
    return [...delivery.outbox.newest().values()].filter((entry) => !servers.haveTaken(entry));
  }

  /** One attempt after the other, whoever asks. */
  #attempt(how: How): Promise<Passed> {
    const mine = this.#turn.then(() => this.#attemptNow(how));
    this.#turn = mine;
    return mine;
  }

  async #attemptNow(how: How): Promise<Passed> {
    const { clock, lock, patience, servers } = this.#options;
    const budget = how.budget ?? new Budget(clock, patience);
    const stop = how.signal === undefined ? this.#end.signal : AbortSignal.any([this.#end.signal, how.signal]);
    const signal = AbortSignal.any([stop, budget.signal]);
    // As many listeners as requests are under way; Node warns from eleven on.
    setMaxListeners(0, signal);
    const number = ++this.#begun;
    let held: { release(): Promise<void> } | undefined;
    try {
      held = await lock?.(signal);
      servers.refresh();
      const passed = await this.#deliver(how, budget, signal);
      if (passed.failure === undefined) await this.#tidy();
      if (!stop.aborted) this.#judge(passed);
      return passed;
    } catch (error) {
      const passed = { delivered: 0, refused: new Map<Entry, Failure>(), failure: failureOf(error) };
      if (!stop.aborted) this.#judge(passed);
      return passed;
    } finally {
      await held?.release().catch(() => {});
      if (how.budget === undefined) budget.end();
      this.#ended = number;
      this.#changed();
    }
  }

  async #deliver({ all, done }: How, budget: Budget, signal: AbortSignal): Promise<Passed> {
    const { delivery, servers } = this.#options;
    const intents = delivery.ledger.openIntents().filter(({ id }) => !this.#seenThrough.has(id));
    const passed = await deliverAll(
      { ...delivery, signal, call: { signal, retries: 1 }, onProgress: () => this.#progressed() },
      {
        afresh: all !== undefined,
        isWanted: (entry, record) =>
          all === undefined
            ? !this.#refused.has(entry.digest) && !isCurrent(entry, record) && !servers.haveTaken(entry)
            : !this.#refused.has(entry.digest) && !all.has(entry.runKey),
        intents,
        onDelivered: (entry) => {
          all?.add(entry.runKey);
          if (done.has(entry.digest)) return;
          done.add(entry.digest);
          budget.extend();
          this.#delivered += 1;
        },
      },
    );
    if (passed.failure === undefined) for (const { id } of intents) this.#seenThrough.add(id);
    return passed;
  }

  async #tidy(): Promise<void> {
    const { outbox, ledger } = this.#options.delivery;
    await outbox.tidy();
    await ledger.tidy().catch(() => {});
  }

  #judge(passed: Passed): void {
    const { report } = this.#options.delivery;
    const lasting = [...passed.refused].filter(([, failure]) => isLasting(failure));
    for (const [entry, failure] of lasting) this.#refused.set(entry.digest, failure);
    for (const { problem } of passed.refused.values()) report(problem);
    // A run that the server could not take, while it took others, is tried again with the next attempt.
    const passing = [...passed.refused.values()].find((failure) => !isLasting(failure));
    this.#failure = passed.failure ?? passing;
    this.#failures = this.#failure === undefined ? 0 : this.#failures + 1;
    if (passed.failure === undefined) return;
    report(passed.failure.problem);
    if (passed.failure.scope === "stop") this.#stopped = passed.failure;
  }

  #progressed(): void {
    this.#progress = this.#options.clock.elapsed();
    this.#changed();
  }

  #changed(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Waits until all is sent, or the server fails or does nothing, at most `patience` milliseconds. */
  async settle(patience: number): Promise<void> {
    const { clock } = this.#options;
    const start = clock.elapsed();
    const begun = this.#begun;
    if (this.waiting().length > 0 && this.#running === undefined) this.wake();
    this.#nudge.abort();
    while (this.#running !== undefined && this.#stopped === undefined) {
      const failedSince = this.#failure !== undefined && this.#ended > begun;
      const left = Math.min(start + patience, Math.max(start, this.#progress) + STALL) - clock.elapsed();
      if (failedSince || left <= 0) return;
      await this.#change(left);
    }
  }

  async #change(most: number): Promise<void> {
    const timeout = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => this.#waiters.push(resolve)),
      this.#options.clock.sleep(most, timeout.signal),
    ]);
    timeout.abort();
  }

  /** Delivers now, with a few more attempts where the server fails; all of them together take a limited time. */
  async sync(all: boolean, signal: AbortSignal | undefined): Promise<void> {
    const { clock, patience } = this.#options;
    const budget = new Budget(clock, patience);
    this.#stopped = undefined;
    this.#refused.clear();
    try {
      await this.#syncWithin({ ...(all ? { all: new Set<string>() } : {}), done: new Set<string>(), budget, signal });
    } finally {
      budget.end();
    }
  }

  async #syncWithin(how: How & { readonly budget: Budget }): Promise<void> {
    const { clock, pauses } = this.#options;
    const until = AbortSignal.any([
      this.#end.signal,
      how.budget.signal,
      ...(how.signal === undefined ? [] : [how.signal]),
    ]);
    let failures = 0;
    let progress = clock.elapsed();
    while (failures < ATTEMPTS && !until.aborted) {
      const before = how.done.size;
      const passed = await this.#attempt(how);
      if (passed.failure?.scope === "stop") return;
      const failing = passed.failure ?? this.#failure;
      const isNew = how.done.size > before;
      if (isNew) progress = clock.elapsed();
      if (failing === undefined && !isNew) return;
      if (failing === undefined) continue;
      failures = isNew ? 1 : failures + 1;
      if (clock.elapsed() - progress > HOPELESS) return;
      const wait = Math.max(failing.retryAfter ?? 0, pauses.first * 2 ** (failures - 1));
      if (wait > LONGEST || failures === ATTEMPTS) return;
      await clock.sleep(wait, until);
    }
  }

  async close(): Promise<void> {
    this.#end.abort(new Error("the outbox is closed"));
    this.#nudge.abort();
    await this.#running;
    await this.#turn;
  }
}
