import type { RunEvent } from "@goldilocks/engine";
import { mayEndEarly, type PlanNode, type RequiredNode } from "@goldilocks/plan";

/** What a worker is doing. */
export interface Slot {
  readonly node: PlanNode;
  /** Steps, batches or whatever the node counts. */
  readonly done: number;
  readonly total: number;
}

/** How far a run is. */
export interface Snapshot {
  /** One a worker; undefined where it is idle. */
  readonly slots: readonly (Slot | undefined)[];
  readonly trained: number;
  /** Trainings that failed. */
  readonly failed: number;
  readonly trainings: number;
  /** Share of all arithmetic, in [0, 1]. */
  readonly share: number;
  /** Milliseconds. */
  readonly elapsed: number;
  /** Milliseconds left, once enough has been seen to tell. */
  readonly left: number | undefined;
}

/** Seen before a time left is named, in milliseconds. */
const ENOUGH = 1500;

interface Work {
  flops: number;
  /** Progress that was made before this run. */
  readonly from: number;
  share: number;
}

/** Follows a run by its events; the time is handed in. */
export class Progress {
  readonly #work: ReadonlyMap<string, Work>;
  readonly #slots: (Slot | undefined)[];
  #total: number;
  readonly #trainings: number;
  readonly #start: number;
  #trained = 0;
  #failed = 0;
  /** Worker-milliseconds at work, up to `#seen`. */
  #busy = 0;
  #seen: number;

  constructor(missing: readonly RequiredNode[], workers: number, now: number) {
    this.#work = new Map(missing.map(({ node, from, cost }) => [node.key, { flops: cost.flops, from, share: 0 }]));
    this.#slots = Array.from({ length: workers }, () => undefined);
    this.#total = missing.reduce((sum, { cost }) => sum + cost.flops, 0);
    this.#trainings = missing.filter(({ node }) => node.kind === "point").length;
    this.#start = now;
    this.#seen = now;
  }

  /** Takes in what happened. */
  hear(event: RunEvent, now: number): void {
    if (event.type === "planned") return;
    this.#pass(now);
    const { node } = event;
    const slot = this.#slots.findIndex((other) => other?.node.key === node.key);
    if (event.type === "started") {
      const free = this.#slots.indexOf(undefined);
      if (free >= 0) this.#slots[free] = { node, done: 0, total: 0 };
    } else if (event.type === "progress") {
      if (slot >= 0) this.#slots[slot] = { node, done: event.done, total: event.total };
      this.#advance(node.key, event);
    } else {
      if (slot >= 0) this.#slots[slot] = undefined;
      const work = this.#work.get(node.key);
      if (work !== undefined && mayEndEarly(node)) this.#shorten(work);
      if (work !== undefined) work.share = 1;
      if (event.type === "finished" && node.kind === "point") this.#trained += 1;
      if (event.type === "failed" && node.kind === "point") this.#failed += 1;
    }
  }

  /** How things stand. */
  snapshot(now: number): Snapshot {
    this.#pass(now);
    const elapsed = now - this.#start;
    const done = this.#done();
    return {
      slots: [...this.#slots],
      trained: this.#trained,
      failed: this.#failed,
      trainings: this.#trainings,
      share: this.#complete() ? 1 : Math.min(done / this.#total, 1),
      elapsed,
      left: elapsed < ENOUGH || done < this.#total / 200 ? undefined : this.#left(done),
    };
  }

  /** A training that converged took no more than it had done by then. */
  #shorten(work: Work): void {
    const spared = work.flops * (1 - work.share);
    work.flops -= spared;
    this.#total -= spared;
  }

  /** Of a sum of shares, the last bit may be missing. */
  #complete(): boolean {
    return [...this.#work.values()].every(({ share }) => share === 1);
  }

  #done(): number {
    let done = 0;
    for (const { flops, share } of this.#work.values()) done += flops * share;
    return done;
  }

  /** All workers share what is left, but no node is shared by two. */
  #left(done: number): number {
    const rate = done / this.#busy;
    let longest = 0;
    for (const { flops, share } of this.#work.values()) longest = Math.max(longest, flops * (1 - share));
    return Math.max((this.#total - done) / this.#slots.length, longest) / rate;
  }

  #advance(key: string, { done, total }: { readonly done: number; readonly total: number }): void {
    const work = this.#work.get(key);
    if (work === undefined || total <= work.from) return;
    const share = (done - work.from) / (total - work.from);
    work.share = Math.min(1, Math.max(work.share, share));
  }

  #pass(now: number): void {
    const atWork = this.#slots.filter((slot) => slot !== undefined).length;
    this.#busy += atWork * (now - this.#seen);
    this.#seen = now;
  }
}
