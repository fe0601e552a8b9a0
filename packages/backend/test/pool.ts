import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kernelsBytes, WorkerPool } from "@goldilocks/backend";
import { opVersions, type Store } from "@goldilocks/engine";
import { compileKernels, type KernelsModule } from "@goldilocks/kernels";
import { compile, type Plan } from "@goldilocks/plan";
import { loadExperiment } from "@goldilocks/spec";
import { openStore } from "@goldilocks/store";

export const module: KernelsModule = compileKernels(kernelsBytes());

/** A plan of a few nodes of every kind that worker threads run. */
export async function planOf(
  more = "",
  { activationDim = 8, batch = 8, dictSize = 16, steps = "[10, 300]" } = {},
): Promise<Plan> {
  const text = `goldilocks: 1
name: pool
data: { activationDim: ${activationDim}, nFeatures: 12, active: 2 }
sae: { dictSize: ${dictSize} }
train: { batch: ${batch}, optimizer: { learningRate: 0.01 } }
evaluate: { heldOutBatches: 2, deadWindow: 5 }
grid: { sae.l1Coefficient: [0.03, 0.3], train.steps: ${steps} }
metrics: [mmcs.truth, loss.total, dead, converged]
${more}`;
  return compile(await loadExperiment("pool.yaml", { read: () => text }), opVersions);
}

/** A folder with a store, and pools that work on it. */
export class Place {
  readonly folder: string = mkdtempSync(join(tmpdir(), "goldilocks-pool-"));
  readonly #pools: WorkerPool[] = [];

  get directory(): string {
    return join(this.folder, "store");
  }

  store(): Promise<Store> {
    return openStore(this.directory);
  }

  /** A pool of real threads; `fault` happens at the node with the key. */
  pool(
    workers: number,
    fault: { key: string; fault: string } = { key: "", fault: "" },
    directory = this.directory,
  ): WorkerPool {
    const pool = new WorkerPool({
      entry: new URL("fixtures/worker.mjs", import.meta.url),
      workers,
      // The compiled packages, as in a program: the test runner asks for their sources.
      execArgv: [],
      module,
      fused: false,
      provenance: { by: "a test" },
      checkpointEvery: 30_000,
      store: { directory, ...fault },
    });
    this.#pools.push(pool);
    return pool;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
