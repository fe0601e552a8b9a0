import { type Plan, type PlanNode, required, type RequiredNode, type Stored } from "@goldilocks/plan";
import { EngineError } from "./error.ts";
import type { Executor } from "./executor.ts";
import { StoppedError } from "./op.ts";
import { MissingResultError } from "./run-node.ts";
import { type Order, Schedule } from "./schedule.ts";
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
  /** Changes when something is made, never what. @default longestFirst, which ends soonest */
  readonly order?: Order;
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
  const failed = new Map<string, unknown>();
  for (let round = 1; ; round++) {
    const stored: Stored = await storedNodes(plan, store);
    const missing = required(plan, stored);
    if (round === 1) onEvent?.({ type: "planned", required: missing });
    const { lost, ...report } = await runOnce(options, missing, failed);
    made.push(...report.made);
    if (lost.size > 0 && round < ROUNDS && !report.stopped) continue;
    if (!report.stopped) for (const [key, error] of lost) giveUp(options, failed, key, error);
    return { ...report, made, failed };
  }
}

/** An input that is lost again and again is the fault of the disk, or of something else that writes there. */
function giveUp(
  { plan, onEvent }: RunOptions,
  failed: Map<string, unknown>,
  key: string,
  cause: MissingResultError,
): void {
  const node = plan.nodes.get(key) as PlanNode;
  const error = new EngineError(
    {
      code: "ENGINE_NODE_FAILED",
      message: `the result ${cause.key}, which ${node.kind} ${node.label} needs, is damaged or gone`,
      hint: "check the store's disk, then run the same command again",
    },
    { cause },
  );
  failed.set(key, error);
  onEvent?.({ type: "failed", node, error });
}

/** One round of a run; `lost` are nodes whose inputs were not there any more. */
interface Round extends Omit<RunReport, "failed"> {
  readonly lost: ReadonlyMap<string, MissingResultError>;
}

/** Runs what is missing, but for what has failed before; what fails is added to that. */
async function runOnce(
  options: RunOptions,
  missing: readonly RequiredNode[],
  failed: Map<string, unknown>,
): Promise<Round> {
  const { plan, executor, onEvent, signal } = options;
  const schedule = new Schedule(plan, missing, options.memoryLimit, options.order);
  const made: string[] = [];
  const lost = new Map<string, MissingResultError>();
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
    // An input that was lost is computed anew in another round: no failure yet.
    if (error instanceof MissingResultError) return void lost.set(node.key, error);
    failed.set(node.key, error);
    onEvent?.({ type: "failed", node, error });
    if (options.failFast === true) stop();
  };
  for (;;) {
    while (!state.stopped && running.size < executor.workers) {
      const node = schedule.next();
      if (node === undefined) break;
      if (failed.has(node.key)) schedule.fail(node.key);
      else start(node);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  signal?.removeEventListener("abort", stop);
  return { made, lost, skipped: schedule.waiting(), stopped: state.stopped };
}
