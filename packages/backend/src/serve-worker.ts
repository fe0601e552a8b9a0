import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { Json } from "@goldilocks/digest";
import { type Machine, runNode, type Store } from "@goldilocks/engine";
import { Kernels, type KernelsModule } from "@goldilocks/kernels";
import type { PlanNode } from "@goldilocks/plan";
import { toMessage } from "./error-message.ts";
import { every } from "./every.ts";
import type { RunMessage, WorkerMessage } from "./messages.ts";

/** What the pool hands to each worker at its start. */
export interface WorkerData {
  readonly module: KernelsModule;
  /** Whether the engine fuses pairs of vectors. */
  readonly fused: boolean;
  /** One number, 1 when the run is to stop. */
  readonly stop: SharedArrayBuffer;
  readonly provenance: { readonly [name: string]: Json };
  /** Milliseconds between checkpoints. */
  readonly checkpointEvery: number;
  /** Whatever opens the store. */
  readonly store: Json;
}

/** How often progress is told, in milliseconds. */
const PROGRESS_EVERY = 100;

/** The life of a worker thread: opens the store, then runs one node after the other as the pool asks. */
export async function serveWorker(openStore: (where: Json) => Promise<Store>): Promise<void> {
  const data = workerData as WorkerData;
  const port = parentPort as MessagePort;
  const say = (message: WorkerMessage): void => port.postMessage(message);
  const opening = openStore(data.store);
  const run = async ({ id, node, lineage }: RunMessage): Promise<boolean> => {
    const nodes = new Map(lineage.map((input) => [input.key, input]));
    const lookup = (key: string): PlanNode => nodes.get(key) as PlanNode;
    const { made } = await runNode(node, lookup, machine(data, await opening, id, say));
    return made;
  };
  // A store that cannot be opened fails the nodes, with its own code, and not the thread.
  await opening.catch(() => {});
  port.on("message", (message: RunMessage) => {
    const { id } = message;
    run(message).then(
      (made) => say({ type: "done", id, made }),
      (error: unknown) => say({ type: "failed", id, error: toMessage(error) }),
    );
  });
  say({ type: "ready" });
}

function machine(data: WorkerData, store: Store, id: number, say: (message: WorkerMessage) => void): Machine {
  const stop = new Int32Array(data.stop);
  const tellDue = every(PROGRESS_EVERY, true);
  return {
    store,
    kernels: () => new Kernels(data.module, data.fused),
    provenance: () => ({ ...data.provenance, at: new Date().toISOString() }),
    progress: (done, total) => {
      if (tellDue() || done >= total) say({ type: "progress", id, done, total });
    },
    checkpointDue: every(data.checkpointEvery),
    stopping: () => Atomics.load(stop, 0) === 1,
  };
}
