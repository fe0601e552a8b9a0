import {
  EngineError,
  type Executor,
  inProcess,
  memoryStore,
  MissingResultError,
  type RunEvent,
  type RunOptions,
  type RunReport,
  runPlan,
  StoppedError,
  type Store,
} from "@goldilocks/engine";
import { type Plan, type PlanNode, required } from "@goldilocks/plan";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { machineOn, planOf, runOn } from "./support/machine.ts";

const TEXT = `goldilocks: 1
name: schedule
data: { activationDim: 5, nFeatures: 8, active: 2 }
train: { batch: 5 }
evaluate: { heldOutBatches: 2, deadWindow: 3 }
grid:
  sae.l1Coefficient: [0.03, 0.3]
  sae.dictSize: [4, 90]
  train.steps: [9, 270, 3]
metrics: [mmcs.truth, loss.total, dead]
`;
let plan: Plan;
beforeAll(async () => {
  plan = await planOf(TEXT);
});

const isPiece = ({ kind }: PlanNode): boolean => kind !== "stream" && kind !== "trajectory";
const resultNodes = (): PlanNode[] => [...plan.nodes.values()].filter(isPiece);

/** Keys that must be made before a node: its needs, and the points before it on its trajectory. */
function before(node: PlanNode): string[] {
  const points = node.kind === "point" ? (plan.trajectories.get(node.inputs[0] ?? "")?.points ?? []) : [];
  const step = node.kind === "point" ? node.parameters.step : 0;
  return [...node.needs, ...points.filter((point) => point.step < step).map(({ key }) => key)];
}

interface Job {
  readonly node: PlanNode;
  readonly end: (error?: unknown) => void;
}

/** An executor that makes nothing: nodes end when and as a test says; their results are recorded without content. */
class Puppet implements Executor {
  readonly running: Job[] = [];
  readonly started: PlanNode[] = [];
  stopped = false;
  readonly workers: number;
  readonly #store: Store;

  constructor(workers: number, store: Store) {
    this.workers = workers;
    this.#store = store;
  }

  async execute(node: PlanNode): Promise<{ key: string; made: boolean }> {
    this.started.push(node);
    await new Promise<void>((resolve, reject) => {
      const end = (error?: unknown): void => {
        this.running.splice(this.running.indexOf(job), 1);
        if (error === undefined) resolve();
        else reject(error);
      };
      const job: Job = { node, end };
      this.running.push(job);
    });
    await this.#store.record({ key: node.key, preImage: node.preImage, outputs: {}, values: {}, provenance: null });
    return { key: node.key, made: true };
  }

  stop(): void {
    this.stopped = true;
  }
}

/** Lets everything that is ready to happen happen. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

interface Played {
  readonly report: RunReport;
  readonly puppet: Puppet;
  readonly events: readonly RunEvent[];
}

/** Runs the plan with nodes that end in an order chosen by `choose`, each as `outcome` says; `watch` looks after every move. */
async function play(
  workers: number,
  {
    choose = () => 0,
    outcome = () => undefined,
    watch = () => {},
    store = memoryStore(),
    ...options
  }: {
    choose?: (running: number) => number;
    outcome?: (node: PlanNode, store: Store) => unknown;
    watch?: (puppet: Puppet) => void;
    store?: Store;
  } & Partial<RunOptions>,
): Promise<Played> {
  const puppet = new Puppet(workers, store);
  const events: RunEvent[] = [];
  let report: RunReport | undefined;
  const run = runPlan({
    plan,
    store,
    executor: puppet,
    memoryLimit: Number.POSITIVE_INFINITY,
    onEvent: (event) => events.push(event),
    ...options,
  });
  void run.then((ended) => (report = ended));
  for (;;) {
    await settle();
    if (report !== undefined) return { report, puppet, events };
    watch(puppet);
    const job = puppet.running[choose(puppet.running.length) % Math.max(1, puppet.running.length)];
    job?.end(outcome(job.node, store));
  }
}

/** Any order, from one list of numbers. */
const orders = fc.noShrink(fc.infiniteStream(fc.nat(1000)));
const from = (numbers: Iterator<number>) => (): number => numbers.next().value ?? 0;

describe("a run", () => {
  test("makes everything the plan lacks, each node after all it needs, points of a trajectory by step", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), orders, async (workers, numbers) => {
        const made = new Set<string>();
        const { report, puppet, events } = await play(workers, {
          choose: from(numbers),
          watch: ({ running }) => {
            expect(running.length).toBeLessThanOrEqual(workers);
            for (const { node } of running) for (const key of before(node)) expect(made.has(key)).toBe(true);
          },
          outcome: (node) => void made.add(node.key),
        });
        expect(new Set(report.made)).toEqual(new Set(resultNodes().map(({ key }) => key)));
        expect(puppet.started).toHaveLength(resultNodes().length);
        expect(report).toMatchObject({ skipped: [], stopped: false });
        expect(report.failed.size).toBe(0);
        expect(events.filter(({ type }) => type === "finished")).toHaveLength(resultNodes().length);
      }),
      { numRuns: 30 },
    );
  });

  test("keeps every worker busy while there is anything to do", async () => {
    const first = await play(1, {});
    let most = 0;
    await play(4, { watch: ({ running }) => void (most = Math.max(most, running.length)) });
    expect(first.puppet.started).toHaveLength(resultNodes().length);
    expect(most).toBe(4);
  });

  test.each(["longestFirst", "shortestFirst"] as const)("takes chains of work %s, as it is asked", async (order) => {
    const missing = required(plan, { has: () => false });
    const flops = new Map(missing.map(({ node, cost }) => [node.key, cost.flops]));
    const chains = new Map<string, number>();
    const chain = (key: string): number => {
      const known = chains.get(key);
      if (known !== undefined) return known;
      const after = missing.filter(({ node }) => before(node).includes(key)).map(({ node }) => chain(node.key));
      chains.set(key, (flops.get(key) ?? 0) + Math.max(0, ...after));
      return chains.get(key) ?? 0;
    };
    const made = new Set<string>();
    const { puppet } = await play(1, { order, outcome: (node) => void made.add(node.key) });
    const extreme = order === "longestFirst" ? Math.max : Math.min;
    made.clear();
    for (const node of puppet.started) {
      const ready = missing.filter(
        ({ node: other }) => !made.has(other.key) && before(other).every((key) => made.has(key)),
      );
      expect(chain(node.key)).toBe(extreme(...ready.map(({ node: other }) => chain(other.key))));
      made.add(node.key);
    }
  });

  test("keeps within the memory it may take, unless a single node is larger than that", async () => {
    const memory = new Map(required(plan, { has: () => false }).map(({ node, cost }) => [node.key, cost.memory]));
    const largest = Math.max(...memory.values());
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: Math.ceil(largest * 1.5) }), orders, async (memoryLimit, numbers) => {
        const { report } = await play(5, {
          memoryLimit,
          choose: from(numbers),
          watch: ({ running }) => {
            const taken = running.reduce((sum, { node }) => sum + (memory.get(node.key) ?? 0), 0);
            if (running.length > 1) expect(taken).toBeLessThanOrEqual(memoryLimit);
          },
        });
        expect(report.made).toHaveLength(resultNodes().length);
      }),
      { numRuns: 20 },
    );
  });

  test("makes nothing that the store has", async () => {
    const store = memoryStore();
    await play(3, { store });
    const { report, puppet } = await play(3, { store });
    expect([report.made, puppet.started]).toEqual([[], []]);
  });
});

describe("a run in which nodes fail", () => {
  test("goes on with the others and skips what needs them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.noShrink(fc.infiniteStream(fc.integer({ min: 0, max: 9 }))),
        orders,
        fc.integer({ min: 1, max: 4 }),
        async (dice, numbers, workers) => {
          const doomed = new Set(
            resultNodes()
              .filter(() => dice.next().value === 0)
              .map(({ key }) => key),
          );
          const { report, events } = await play(workers, {
            choose: from(numbers),
            outcome: (node) => (doomed.has(node.key) ? new Error(node.key) : undefined),
          });
          const lost = new Set<string>();
          for (const node of resultNodes())
            if (doomed.has(node.key) || before(node).some((key) => lost.has(key))) lost.add(node.key);
          // A point stands in the plan where its cell does, so a later step may come before an earlier one: once more.
          for (const node of resultNodes()) if (before(node).some((key) => lost.has(key))) lost.add(node.key);
          expect(new Set([...report.failed.keys(), ...report.skipped])).toEqual(lost);
          for (const [key, error] of report.failed) expect(error).toEqual(new Error(key));
          expect(report.made).toHaveLength(resultNodes().length - lost.size);
          expect(report.stopped).toBe(false);
          expect(events.filter(({ type }) => type === "failed")).toHaveLength(report.failed.size);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("stops at the first failure when it is to fail fast", async () => {
    let ended = 0;
    const { report, puppet } = await play(2, {
      failFast: true,
      outcome: () => (++ended === 4 ? new Error("no") : undefined),
    });
    expect(report.stopped).toBe(true);
    expect(report.failed.size).toBe(1);
    expect(puppet.stopped).toBe(true);
    // The other worker's node goes on to its end; nothing new begins.
    expect(puppet.started.length).toBeLessThanOrEqual(5);
    expect(report.made.length + report.failed.size + report.skipped.length).toBe(resultNodes().length);
  });
});

describe("a run that is stopped", () => {
  test("starts nothing more, asks what runs to stop, and counts it as neither made nor failed", async () => {
    const controller = new AbortController();
    let ended = 0;
    const { report, puppet, events } = await play(3, {
      signal: controller.signal,
      outcome: () => {
        if (++ended === 5) controller.abort();
        return ended > 5 ? new StoppedError("stopped") : undefined;
      },
    });
    expect(puppet.stopped).toBe(true);
    expect(report.stopped).toBe(true);
    expect([report.made.length, report.failed.size]).toEqual([5, 0]);
    expect(puppet.started.length).toBeLessThanOrEqual(7);
    expect(events.some(({ type }) => type === "failed")).toBe(false);
  });

  test("before it begins makes nothing", async () => {
    const { report, puppet } = await play(3, { signal: AbortSignal.abort() });
    expect([report.stopped, report.made, puppet.started]).toEqual([true, [], []]);
  });
});

/** A store that can lose results. */
function leakyStore(): { store: Store; lose: (key: string) => void } {
  const inner = memoryStore();
  const lost = new Set<string>();
  return {
    store: {
      ...inner,
      result: async (key) => (lost.has(key) ? undefined : inner.result(key)),
      record: async (result) => {
        lost.delete(result.key);
        await inner.record(result);
      },
    },
    lose: (key) => void lost.add(key),
  };
}

describe("inputs that are lost on the way", () => {
  test("are computed again, once for each loss, and then what needs them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), orders, fc.integer({ min: 1, max: 3 }), async (pick, numbers, workers) => {
        const { store, lose } = leakyStore();
        const victims = resultNodes().filter(({ needs }) => needs.length > 0);
        const victim = victims[pick % victims.length];
        const input = victim?.needs[pick % (victim.needs.length || 1)] ?? "";
        let losses = 0;
        const { report, puppet, events } = await play(workers, {
          store,
          failFast: pick % 2 === 0,
          choose: from(numbers),
          outcome: (node) => {
            if (node !== victim || ++losses > 1) return undefined;
            lose(input);
            return new MissingResultError(input);
          },
        });
        expect([report.failed.size, report.skipped, report.stopped]).toEqual([0, [], false]);
        expect(puppet.started.filter(({ key }) => key === input)).toHaveLength(2);
        expect(puppet.started.filter((node) => node === victim)).toHaveLength(2);
        expect(events.some(({ type }) => type === "failed")).toBe(false);
        expect(await store.result(plan.table)).toBeDefined();
      }),
      { numRuns: 20 },
    );
  });

  test("again and again are a failure in the end, which is told", async () => {
    const { store, lose } = leakyStore();
    const victim = resultNodes().find(({ kind }) => kind === "similarity");
    const [input = ""] = victim?.needs ?? [];
    const outcome = (node: PlanNode): unknown => {
      if (node !== victim) return undefined;
      lose(input);
      return new MissingResultError(input);
    };
    const { report, puppet, events } = await play(2, { store, outcome });
    expect([...report.failed.keys()]).toEqual([victim?.key]);
    expect([...report.failed.values()][0]).toBeInstanceOf(EngineError);
    expect([...report.failed.values()][0]).toMatchObject({ code: "ENGINE_NODE_FAILED" });
    expect(report.skipped).toContain(plan.table);
    expect(puppet.started.filter((node) => node === victim)).toHaveLength(5);
    expect(events.filter(({ type }) => type === "failed")).toHaveLength(1);
  });

  test("do not bring back what has failed for another reason", async () => {
    const { store, lose } = leakyStore();
    const [first, second] = resultNodes().filter((node) => node.kind === "point" && node.parameters.step === 3);
    const input = second?.needs[0] ?? "";
    let losses = 0;
    const outcome = (node: PlanNode): unknown => {
      if (node === first) return new Error("diverged");
      if (node !== second || ++losses > 1) return undefined;
      lose(input);
      return new MissingResultError(input);
    };
    const { report, puppet, events } = await play(1, { store, outcome });
    expect([...report.failed]).toEqual([[first?.key, new Error("diverged")]]);
    expect(puppet.started.filter((node) => node === first)).toHaveLength(1);
    expect(puppet.started.filter((node) => node === second)).toHaveLength(2);
    expect(events.filter(({ type }) => type === "failed")).toHaveLength(1);
  });

  test("whose damage shows only when they are read are computed again, with the chunks before a damaged state", async () => {
    const straight = memoryStore();
    await runOn(straight, plan);
    const store = memoryStore();
    const shorter = await planOf(TEXT.replace("[9, 270, 3]", "[9, 3]"));
    await runOn(store, shorter);
    // Objects go bad without a change of length: the record still looks whole, reading finds out and sets them aside.
    const bad = new Set<string>();
    for (const node of shorter.nodes.values()) {
      if (node.kind !== "point" && node.kind !== "codes") continue;
      for (const { digest } of Object.values((await store.result(node.key))?.outputs ?? {})) bad.add(digest);
    }
    const gone = new Set<string>();
    const damaged: Store = {
      ...store,
      read: async (digest) => {
        if (!bad.has(digest)) return store.read(digest);
        gone.add(digest);
        throw new Error(`damaged object ${digest}`);
      },
      write: async (bytes) => {
        const digest = await store.write(bytes);
        if (gone.delete(digest)) bad.delete(digest);
        return digest;
      },
      result: async (key) => {
        const result = await store.result(key);
        return Object.values(result?.outputs ?? {}).some(({ digest }) => gone.has(digest)) ? undefined : result;
      },
    };
    const { failed } = await runOn(damaged, plan);
    expect([...failed.values()]).toEqual([]);
    expect((await store.result(plan.table))?.outputs).toEqual((await straight.result(plan.table))?.outputs);
  });
});

const contents = async (store: Store): Promise<unknown[]> =>
  Promise.all((await store.keys("")).map(async (key) => store.result(key)));

describe("any number of workers", () => {
  test("gives the same set of results, to the last bit", async () => {
    const small = await planOf(TEXT.replace("[9, 270, 3]", "[9, 3]").replace("[4, 90]", "[4, 7]"));
    const alone = memoryStore();
    await runOn(alone, small);
    const expected = await contents(alone);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, workers) => {
        const store = memoryStore();
        const executor = inProcess(machineOn(store));
        const shuffled: Executor = {
          workers,
          execute: scheduler.scheduleFunction(async (...given: Parameters<Executor["execute"]>) =>
            executor.execute(...given),
          ),
          stop: () => {},
        };
        const run = runPlan({ plan: small, store, executor: shuffled, memoryLimit: 1e12 });
        await scheduler.waitFor(run);
        expect(await contents(store)).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });
});
