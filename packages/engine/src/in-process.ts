import type { Executor } from "./executor.ts";
import { type Machine, runNode } from "./run-node.ts";

/** Runs nodes one after the other on this thread: for fingerprints, tests, and the nodes that only this thread can run. */
export function inProcess(machine: Omit<Machine, "progress" | "stopping">): Executor {
  let stopping = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    workers: 1,
    execute: (node, lookup, onProgress) => {
      const progress = (done: number, total: number): void => onProgress({ worker: 0, done, total });
      const run = last.then(async () => {
        const { made } = await runNode(node, lookup, { ...machine, progress, stopping: () => stopping });
        return { key: node.key, made };
      });
      last = run.catch(() => {});
      return run;
    },
    stop: () => {
      stopping = true;
    },
  };
}
