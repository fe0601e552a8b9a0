import { readFileSync } from "node:fs";
import type { RequiredNode } from "@goldilocks/plan";
import { CliError } from "../error.ts";
import { bytes, count } from "../text/quantities.ts";
import { machineMemory, memoryLimit } from "./memory-limit.ts";

/** What this process may have, in bytes. */
export interface MemoryBounds {
  /** What running nodes may take together. */
  readonly together: number;
  /** What the machine or the container has. */
  readonly whole: number;
  /** Addresses that are left below `ulimit -v`; infinite where there is no such limit. */
  readonly addresses: number;
}

/** How many workers there is memory for, and where that is fewer than asked for, why: in one line. */
export interface FittingWorkers {
  readonly workers: number;
  readonly why: string | null;
}

/** Addresses that one WebAssembly memory reserves, whatever it uses of them: 8 GiB and guards on both sides. */
const RESERVED = 10.5e9;
/** Addresses of a worker thread besides. */
const THREAD = 0.9e9;
/** Addresses that a worker takes: of its thread and of two memories, since that of the node before is freed only when V8 comes to it. */
const WORKER = 2 * RESERVED + THREAD;
/** Addresses of what draws, which is WebAssembly as well. */
const DRAWING = RESERVED + 0.5e9;

/**
 * The number of workers, at most those asked for, whose largest nodes fit into memory together.
 *
 * @throws {@link CliError} `CLI_TOO_LITTLE_MEMORY` where not even one worker fits.
 */
export function fitWorkers(
  missing: readonly RequiredNode[],
  asked: number,
  bounds: MemoryBounds = memoryBounds(),
): FittingWorkers {
  const useful = Math.max(1, Math.min(asked, missing.length));
  const sizes = missing.map(({ cost }) => cost.memory).toSorted((a, b) => b - a);
  const [largest = 0] = sizes;
  if (largest > bounds.whole) {
    const message = `one of the results takes ${bytes(largest)} of memory, and there are ${bytes(bounds.whole)}`;
    throw tooLittle(
      message,
      "lower sae.dictSize, data.activationDim or train.batch, or use a machine with more memory",
    );
  }
  const addresses = bounds.addresses - DRAWING;
  if (missing.length > 0 && addresses < WORKER) {
    const message = `ulimit -v leaves ${bytes(Math.max(0, addresses))} of addresses, and a worker takes ${bytes(WORKER)}`;
    throw tooLittle(message, "raise it or leave it out: ulimit -v unlimited. Most of these addresses are never used");
  }
  const byMemory = Math.max(1, fitting(sizes.slice(0, useful), bounds.together));
  const byAddresses = Math.max(1, Math.floor(addresses / WORKER));
  const workers = Math.min(useful, byMemory, byAddresses);
  if (workers === useful) return { workers: asked, why: null };
  const all = sizes.slice(0, useful).reduce((sum, size) => sum + size, 0);
  const why =
    byAddresses < byMemory
      ? `${useful} would take more addresses than ulimit -v leaves, ${bytes(addresses)}`
      : `${useful} would take ${bytes(all)}, and a run takes at most ${bytes(bounds.together)}`;
  return { workers, why: `${count(workers, "worker")} instead of ${asked}: ${why}` };
}

const tooLittle = (message: string, hint: string): CliError =>
  new CliError({ code: "CLI_TOO_LITTLE_MEMORY", message, hint });

/** How many sizes, from the first, come to at most a bound. */
function fitting(sizes: readonly number[], bound: number): number {
  let sum = 0;
  const first = sizes.findIndex((size) => (sum += size) > bound);
  return first < 0 ? sizes.length : first;
}

/** The bounds of this process, at this moment. */
function memoryBounds(): MemoryBounds {
  const limit = numberIn("/proc/self/limits", /^Max address space +(?<number>\d+)/mu);
  const used = numberIn("/proc/self/status", /^VmSize:\s+(?<number>\d+)/mu) ?? 0;
  const addresses = limit === undefined ? Number.POSITIVE_INFINITY : limit - used * 1024;
  return { together: memoryLimit(), whole: machineMemory(), addresses };
}

/** A number that Linux tells of this process; `undefined` elsewhere, and where it is not limited. */
function numberIn(path: string, pattern: RegExp): number | undefined {
  try {
    const found = pattern.exec(readFileSync(path, "utf8"))?.groups?.["number"];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
