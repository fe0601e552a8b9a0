import { type Plan, type PlanNode, required, type RequiredNode, type Stored } from "@goldilocks/plan";
import type { Executor } from "./executor.ts";
import { StoppedError } from "./op.ts";
import { MissingResultError } from "./run-node.ts";
import { Schedule } from "./schedule.ts";
import type { Store } from "./store.ts";
import { storedNodes } from "./stored-nodes.ts";

/** What happens in a run, as it happens. */
export type RunEvent =
  | { readonly type: "planned"; readonly required: readonly RequiredNode[] }
  | { readonly type: "started"; readonly node: PlanNode }
  | {
      readonly type: "progress";
      readonly node: PlanNode;
      readonly worker: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "finished"; readonly node: PlanNode; readonly made: boolean }
  | { readonly type: "failed"; readonly node: PlanNode; readonly error: unknown };

/** As much of an `AbortSignal` as a run listens to. */
interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface RunOptions {
  readonly plan: Plan;
  readonly store: Store;
  readonly executor: Executor;
  /** Bytes that running nodes may take together; a node larger than that runs alone. */
  readonly memoryLimit: number;
  readonly failFast?: boolean;
  /** Ends the run: running nodes save and stop. */
  readonly signal?: StopSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** How a run ended. `skipped` nodes needed one that failed or was stopped. */
export interface RunReport {
  readonly made: readonly string[];
  readonly failed: ReadonlyMap<string, unknown>;
  readonly skipped: readonly string[];
  readonly stopped: boolean;
}

/** Times that a run looks again for inputs that turn out to be damaged or gone. */
const ROUNDS = 5;

/**
 * Computes what the store lacks of a plan: longest chain first, as many nodes at once as workers and memory allow.
 * Going on after a failed node is the default; `failFast` ends the run.
 */
export async function runPlan(options: RunOptions): Promise<RunReport> {
  const { plan, store, onEvent } = options;
  const made: string[] = [];
  for (let round = 1; ; round++) {
    const stored: Stored = await storedNodes(plan, store);
    const missing = required(plan, stored);
    if (round === 1) onEvent?.({ type: "planned", required: missing });
    const report = await runOnce(options, missing);
    made.push(...report.made);
    const lost = [...report.failed.values()].some((error) => error instanceof MissingResultError);
    if (!lost || round === ROUNDS || report.stopped) return { ...report, made };
  }
}

async function runOnce(options: RunOptions, missing: readonly RequiredNode[]): Promise<RunReport> {
  const { plan, executor, onEvent, signal } = options;
  const schedule = new Schedule(plan, missing, options.memoryLimit);
  const made: string[] = [];
  const failed = new Map<string, unknown>();
  const state = { stopped: signal?.aborted ?? false };
  const stop = (): void => {
    state.stopped = true;
    executor.stop();
  };
  signal?.addEventListener("abort", stop);
  const lookup = (key: string): PlanNode => plan.nodes.get(key) as PlanNode;
  const running = new Set<Promise<void>>();
  const start = (node: PlanNode): void => {
    onEvent?.({ type: "started", node });
    const task = executor
      .execute(node, lookup, (progress) => onEvent?.({ type: "progress", node, ...progress }))
      .then(
        (done) => finish(node, done.made),
        (error: unknown) => fail(node, error),
      )
      .finally(() => running.delete(task));
    running.add(task);
  };
  const finish = (node: PlanNode, isNew: boolean): void => {
    schedule.finish(node.key);
    if (isNew) made.push(node.key);
    onEvent?.({ type: "finished", node, made: isNew });
  };
  const fail = (node: PlanNode, error: unknown): void => {
    schedule.fail(node.key);
    if (error instanceof StoppedError) return;
    failed.set(node.key, error);
    // An input that was lost is computed anew in another round: no failure yet.
    if (error instanceof MissingResultError) return;
    onEvent?.({ type: "failed", node, error });
    if (options.failFast === true) stop();
  };
  for (;;) {
    while (!state.stopped && running.size < executor.workers) {
      const node = schedule.next();
      if (node === undefined) break;
      start(node);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  signal?.removeEventListener("abort", stop);
  return { made, failed, skipped: schedule.waiting(), stopped: state.stopped };
}
