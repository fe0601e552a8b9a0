import type { Plan, PlanNode, RequiredNode } from "@goldilocks/plan";

interface Entry {
  readonly node: PlanNode;
  readonly memory: number;
  readonly flops: number;
  /** Operations from here to the end of the longest chain of nodes that wait for this one; unknown until asked for. */
  chain: number | undefined;
  /** Keys still to be made before this can run. */
  readonly waitsFor: Set<string>;
  readonly unlocks: Entry[];
}

/** Which of the nodes that may run is started first: that with the longest chain of others behind it, or the shortest. */
export type Order = "longestFirst" | "shortestFirst";

/**
 * The order of a run: nodes whose needs are met, longest remaining chain first, within a bound on memory.
 * Points of one trajectory follow each other, so that the later goes on from the earlier.
 */
export class Schedule {
  readonly #entries = new Map<string, Entry>();
  readonly #ready: Entry[] = [];
  readonly #running = new Map<string, Entry>();
  readonly #memoryLimit: number;
  readonly #sign: number;
  #memory = 0;

  constructor(plan: Plan, required: readonly RequiredNode[], memoryLimit: number, order: Order = "longestFirst") {
    this.#sign = order === "longestFirst" ? 1 : -1;
    this.#memoryLimit = memoryLimit;
    for (const { node, cost } of required) {
      this.#entries.set(node.key, {
        node,
        memory: cost.memory,
        flops: cost.flops,
        chain: undefined,
        waitsFor: new Set(),
        unlocks: [],
      });
    }
    for (const entry of this.#entries.values()) this.#link(entry, entry.node.needs);
    for (const { points } of plan.trajectories.values()) {
      const chain = points.flatMap(({ key }) => this.#entries.get(key) ?? []);
      for (const [i, entry] of chain.entries()) if (i > 0) this.#link(entry, [chain[i - 1]?.node.key ?? ""]);
    }
    for (const entry of this.#entries.values()) if (entry.waitsFor.size === 0) this.#ready.push(entry);
    this.#sort();
  }

  #link(entry: Entry, needs: readonly string[]): void {
    for (const key of needs) {
      const need = this.#entries.get(key);
      if (need === undefined || entry.waitsFor.has(key)) continue;
      entry.waitsFor.add(key);
      need.unlocks.push(entry);
    }
  }

  #sort(): void {
    this.#ready.sort((a, b) => this.#sign * (chainOf(b) - chainOf(a)));
  }

  /** The next node to start, or undefined while none may. */
  next(): PlanNode | undefined {
    const fits = (entry: Entry): boolean =>
      this.#running.size === 0 || this.#memory + entry.memory <= this.#memoryLimit;
    const at = this.#ready.findIndex(fits);
    const [entry] = at < 0 ? [] : this.#ready.splice(at, 1);
    if (entry === undefined) return undefined;
    this.#running.set(entry.node.key, entry);
    this.#memory += entry.memory;
    return entry.node;
  }

  /** A node was made: what waited for it alone may start. */
  finish(key: string): void {
    const entry = this.#leave(key);
    for (const next of entry?.unlocks ?? []) {
      next.waitsFor.delete(key);
      if (next.waitsFor.size === 0) this.#ready.push(next);
    }
    this.#sort();
  }

  /** A node was not made: what waits for it stays waiting. */
  fail(key: string): void {
    this.#leave(key);
  }

  #leave(key: string): Entry | undefined {
    const entry = this.#running.get(key);
    this.#running.delete(key);
    this.#memory -= entry?.memory ?? 0;
    if (entry !== undefined) this.#entries.delete(key);
    return entry;
  }

  /** Keys never started. */
  waiting(): readonly string[] {
    return [...this.#entries.keys()].filter((key) => !this.#running.has(key));
  }
}

/** Points of one trajectory stand in the order of their cells, which need not be that of their steps: no order of visiting is safe. */
function chainOf(entry: Entry): number {
  entry.chain ??= entry.flops + entry.unlocks.reduce((longest, next) => Math.max(longest, chainOf(next)), 0);
  return entry.chain;
}
