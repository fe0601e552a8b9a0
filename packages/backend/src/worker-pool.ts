import { Worker } from "node:worker_threads";
import { EngineError, type Executed, type Executor, StoppedError } from "@goldilocks/engine";
import type { PlanNode } from "@goldilocks/plan";
import { fromMessage } from "./error-message.ts";
import { lineageOf } from "./lineage.ts";
import type { RunMessage, WorkerMessage } from "./messages.ts";
import type { WorkerData } from "./serve-worker.ts";

export interface WorkerPoolOptions extends Omit<WorkerData, "stop"> {
  /** The module that calls `serveWorker`. */
  readonly entry: URL;
  readonly workers: number;
  /** Flags of Node for the threads. @default those of this process */
  readonly execArgv?: readonly string[];
}

type Progress = (progress: { readonly worker: number; readonly done: number; readonly total: number }) => void;

interface Job {
  readonly message: RunMessage;
  readonly onProgress: Progress;
  readonly resolve: (executed: Executed) => void;
  readonly reject: (error: unknown) => void;
}

/** The exact device: nodes on worker threads, each with kernels and memory of its own. Threads start when first needed. */
export class WorkerPool implements Executor {
  readonly workers: number;
  readonly #options: WorkerPoolOptions;
  readonly #stop = new SharedArrayBuffer(4);
  readonly #threads: (Thread | undefined)[];
  #jobs = 0;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.workers = options.workers;
    this.#threads = Array.from({ length: options.workers }, () => undefined);
  }

  execute(node: PlanNode, lookup: (key: string) => PlanNode, onProgress: Progress): Promise<Executed> {
    const index = this.#threads.findIndex((thread) => thread === undefined || !thread.busy);
    if (index < 0) return Promise.reject(new RangeError("every worker is busy"));
    const thread = (this.#threads[index] ??= new Thread(index, this.#options, this.#stop, () => {
      // By then another thread may have the place.
      if (this.#threads[index] === thread) this.#threads[index] = undefined;
    }));
    const message = { id: this.#jobs++, node, lineage: lineageOf(node, lookup) };
    return new Promise((resolve, reject) => thread.run({ message, onProgress, resolve, reject }));
  }

  stop(): void {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(async (thread) => thread?.end()));
  }
}

/** One worker thread and the node it runs. `onEnd` is called when it can run no more. */
class Thread {
  readonly #index: number;
  readonly #worker: Worker;
  #job: Job | undefined;
  #closing = false;

  constructor(index: number, options: WorkerPoolOptions, stop: SharedArrayBuffer, onEnd: () => void) {
    const { entry, execArgv, workers: _, ...data } = options;
    const flags = execArgv === undefined ? {} : { execArgv: [...execArgv] };
    this.#index = index;
    this.#worker = new Worker(entry, { ...flags, workerData: { ...data, stop } satisfies WorkerData });
    this.#worker.on("message", (message: WorkerMessage) => this.#hear(message));
    this.#worker.on("error", (error) => {
      onEnd();
      this.#end((job) => job.reject(died(job, error.message, error)));
    });
    this.#worker.on("exit", (code) => {
      onEnd();
      this.#end((job) =>
        job.reject(this.#closing ? new StoppedError("the pool was closed") : died(job, `exit code ${code}`)),
      );
    });
  }

  get busy(): boolean {
    return this.#job !== undefined;
  }

  run(job: Job): void {
    this.#job = job;
    this.#worker.postMessage(job.message);
  }

  async end(): Promise<void> {
    this.#closing = true;
    await this.#worker.terminate();
  }

  #hear(message: WorkerMessage): void {
    if (message.type === "ready") return;
    if (message.type === "progress") {
      const { done, total } = message;
      this.#job?.onProgress({ worker: this.#index, done, total });
    } else if (message.type === "done") {
      this.#end((job) => job.resolve({ key: job.message.node.key, made: message.made }));
    } else {
      this.#end((job) => job.reject(fromMessage(message.error)));
    }
  }

  #end(settle: (job: Job) => void): void {
    const job = this.#job;
    this.#job = undefined;
    if (job !== undefined) settle(job);
  }
}

/** Codes of threads that the system or Node.js did not let begin. Where no more files can be opened, no module is found either. */
const LIMITS = new Set(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM", "ERR_MODULE_NOT_FOUND", "ERR_WORKER_INIT_FAILED"]);

const isOfLimit = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && LIMITS.has(String(cause.code));

/** A thread that was not told to end took its node with it. */
function died({ message: { node } }: Job, why: string, cause?: unknown): EngineError {
  const message = `the worker thread of ${node.kind} ${node.label} ended: ${why}`;
  const hint = isOfLimit(cause)
    ? "use fewer --workers, or raise the limits on open files, processes and memory (ulimit -n, -u, -v)"
    : "run the same command again; if it is memory that lacks, with fewer --workers";
  return new EngineError({ code: "ENGINE_NODE_FAILED", message, hint }, { cause });
}
