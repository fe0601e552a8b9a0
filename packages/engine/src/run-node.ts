import type { Json } from "@goldilocks/digest";
import type { Kernels } from "@goldilocks/kernels";
import type { PlanNode } from "@goldilocks/plan";
import type { FigureRenderer } from "./figure-renderer.ts";
import { type Made, type OpContext, StoppedError, type TrajectoryStates } from "./op.ts";
import { opOf } from "./registry.ts";
import type { Output, Result, StopSignal, Store } from "./store.ts";

/** What running a node takes from outside. Everything the machine does to a result comes through here. */
export interface Machine {
  readonly store: Store;
  /** A fresh instance of the kernels. */
  readonly kernels: () => Kernels;
  /** Draws figures; only the thread that runs `figure` nodes needs one. */
  readonly renderer?: FigureRenderer;
  /** Recorded with every result made here. */
  readonly provenance: () => Json;
  readonly progress: (done: number, total: number) => void;
  readonly checkpointDue: () => boolean;
  readonly stopping: () => boolean;
}

/**
 * Computes one node unless the store has it by now, and records it: outputs first, then the result that names them.
 *
 * Points of one trajectory exclude each other, in this process and others; the loser of a race finds the winner's result.
 * @throws {@link StoppedError} when asked to stop, also while it waits; {@link MissingResultError}; whatever the op throws.
 */
export async function runNode(
  node: PlanNode,
  lookup: (key: string) => PlanNode,
  machine: Machine,
): Promise<{ readonly result: Result; readonly made: boolean }> {
  const { store } = machine;
  const trajectory = node.kind === "point" ? node.inputs[0] : undefined;
  const lock = await store.lock(trajectory ?? node.key, stopSignal(machine));
  try {
    const known = await store.result(node.key);
    if (known !== undefined) return { result: known, made: false };
    if (machine.stopping()) throw new StoppedError("stopped before it began");
    const made = await opOf(node.kind).run(node, contextOf(lookup, machine));
    const result = await record(node, made, machine);
    if (node.kind === "point" && trajectory !== undefined) {
      // A point until convergence may end before its last step.
      await finishPoint(store, trajectory, Number(made.values["step"]), node.key);
    }
    return { result, made: true };
  } finally {
    await lock.release();
  }
}

/** Ends a wait as soon as the store looks at it. Whether to stop is asked, never told, so there is no event to listen for. */
function stopSignal({ stopping }: Machine): StopSignal {
  return {
    throwIfAborted: () => {
      if (stopping()) throw new StoppedError("stopped before it began");
    },
    addEventListener: () => {},
    removeEventListener: () => {},
  };
}

async function record(node: PlanNode, made: Made, { store, provenance }: Machine): Promise<Result> {
  const outputs: Record<string, Output> = {};
  for (const [name, { bytes, mediaType }] of Object.entries(made.outputs)) {
    outputs[name] = { digest: await store.write(bytes), bytes: bytes.length, mediaType };
  }
  const result = {
    key: node.key,
    preImage: node.preImage,
    outputs,
    values: made.values,
    provenance: provenance(),
  };
  await store.record(result);
  return result;
}

/** A point is found by its trajectory from now on; a checkpoint before it has served its turn. */
async function finishPoint(store: Store, trajectory: string, step: number, key: string): Promise<void> {
  await store.addPoint(trajectory, step, key);
  const checkpoint = await store.checkpoint(trajectory);
  if (checkpoint !== undefined && checkpoint.step <= step) await store.dropCheckpoint(trajectory);
}

function contextOf(lookup: (key: string) => PlanNode, machine: Machine): OpContext {
  const { store } = machine;
  return {
    node: lookup,
    result: async (key) => {
      const result = await store.result(key);
      if (result === undefined) throw new MissingResultError(key);
      return result;
    },
    read: (result, name) => readOutput(store, result, name),
    kernels: machine.kernels,
    states: (trajectory) => statesOf(store, trajectory),
    progress: machine.progress,
    checkpointDue: machine.checkpointDue,
    stopping: machine.stopping,
    renderer: () => {
      if (machine.renderer === undefined) throw new RangeError("this thread draws no figures");
      return machine.renderer;
    },
  };
}

/** One output of a result. Where damage shows only now, the result is gone from the store by then, and can be made again. */
async function readOutput(store: Store, result: Result, name: string): Promise<Uint8Array> {
  try {
    return await store.read(result.outputs[name]?.digest ?? "");
  } catch (error) {
    if ((await store.result(result.key)) === undefined) throw new MissingResultError(result.key, { cause: error });
    throw error;
  }
}

function statesOf(store: Store, trajectory: string): TrajectoryStates {
  return {
    points: () => store.points(trajectory),
    checkpoint: () => store.checkpoint(trajectory),
    save: (checkpoint) => store.saveCheckpoint(trajectory, checkpoint),
  };
}

/** A result that a node needs is not in the store any more: damaged or deleted since the plan was made. */
export class MissingResultError extends Error {
  override readonly name = "MissingResultError";
  readonly key: string;

  constructor(key: string, options?: { readonly cause?: unknown }) {
    super(`no result ${key}`, options);
    this.key = key;
  }
}
