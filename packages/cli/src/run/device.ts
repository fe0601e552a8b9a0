import { kernelsBytes, prepareKernels, type PreparedKernels, WorkerPool } from "@goldilocks/backend";
import { type Executor, type FigureRenderer, inProcess, type Store } from "@goldilocks/engine";
import { Kernels } from "@goldilocks/kernels";
import type { PlanNode } from "@goldilocks/plan";
import type { Provenance } from "../machine/provenance.ts";

/** Milliseconds between checkpoints of one training. */
const CHECKPOINT_EVERY = 30_000;

/** The kernels of the exact device, compiled for this process. */
export const exactKernels = (env: Readonly<Record<string, string | undefined>>): PreparedKernels =>
  prepareKernels(kernelsBytes(), env);

/** What the exact device is opened with. */
export interface DeviceOptions {
  readonly kernels: PreparedKernels;
  readonly workers: number;
  readonly store: Store;
  readonly storeDirectory: string;
  readonly provenance: Provenance;
}

/** Runs nodes: trainings and metrics on worker threads, tables and figures here, where the renderer is. */
export interface Device extends Executor {
  readonly close: () => Promise<void>;
}

const isDrawn = ({ kind }: PlanNode): boolean => kind === "table" || kind === "figure";

/** Opens the exact device. Nothing starts before the first node does. */
export function openDevice({ kernels, workers, store, storeDirectory, provenance }: DeviceOptions): Device {
  const { module, fusing } = kernels;
  const pool = new WorkerPool({
    entry: new URL("../worker.js", import.meta.url),
    workers,
    module,
    fused: fusing.on,
    provenance,
    checkpointEvery: CHECKPOINT_EVERY,
    store: storeDirectory,
  });
  let here: Promise<Executor> | undefined;
  let stopped = false;
  const openHere = async (): Promise<Executor> => {
    const { openRenderer } = await import("./renderer.ts");
    const renderer: FigureRenderer = await openRenderer();
    const executor = inProcess({
      store,
      kernels: () => new Kernels(module, fusing.on),
      renderer,
      provenance: () => ({ ...provenance, at: new Date().toISOString() }),
      checkpointDue: () => false,
    });
    if (stopped) executor.stop();
    return executor;
  };
  return {
    workers,
    execute: async (node, lookup, onProgress) => {
      const executor = isDrawn(node) ? await (here ??= openHere()) : pool;
      return executor.execute(node, lookup, onProgress);
    },
    stop: () => {
      stopped = true;
      pool.stop();
      void here?.then((executor) => executor.stop());
    },
    close: () => pool.close(),
  };
}
