import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { runChild } from "./children.ts";
import { makeOriginals } from "./originals.ts";
import type { Finding } from "./outcome.ts";
import { addTo, type Counts, type Fuzzed } from "./report.ts";
import type { Limits, Task } from "./task.ts";

/** How to fuzz. */
export interface FuzzOptions {
  /** The repository, compiled. */
  readonly root: string;
  /** @default all */
  readonly kinds?: readonly string[];
  /** How many mutations in all. */
  readonly count: number;
  /** @default 1 */
  readonly seed?: number;
  /** That mutation alone, of each kind. */
  readonly index?: number;
  /** Processes at once. @default one a core */
  readonly jobs?: number;
  /** Where what a mutation made is kept. */
  readonly keep?: string;
  readonly limits?: Limits;
  /** Told of each finding at once, and of what was tried now and then: a long run may be stopped. */
  readonly onFinding?: (finding: Finding) => void;
  readonly onProgress?: (counts: Fuzzed["counts"]) => void;
}

/** Kinds of input, and which share of all mutations each has. */
const SHARES: Readonly<Record<string, number>> = {
  specs: 0.3,
  claims: 0.33,
  figures: 0.2,
  capsules: 0.07,
  mlflow: 0.1,
};

/** Kinds that begin with files that the program itself wrote. */
const FROM_ORIGINALS: ReadonlySet<string> = new Set(["figures", "capsules"]);

/** Most mutations that one process tries: what is shared out among the cores. */
const CHUNK = 500;

const LIMITS: Limits = { seconds: 5, patience: 60, bytes: 1e9 };

/** Builds the child's program, in a folder from which it finds the packages. */
async function built(root: string): Promise<string> {
  const cache = join(root, "tests/node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const file = join(await mkdtemp(join(cache, "fuzz-")), "child.mjs");
  const build = await rolldown({
    input: join(root, "tests/faults/fuzz/child.ts"),
    platform: "node",
    external: (id) => !id.startsWith(".") && !id.startsWith("/"),
    logLevel: "warn",
  });
  await build.write({ file, format: "es", codeSplitting: false });
  return file;
}

const shareOf = (kind: string): number => SHARES[kind] ?? 1;

function tasksOf(
  kinds: readonly string[],
  { count, index }: FuzzOptions,
  shared: Omit<Task, "kind" | "from" | "count">,
): readonly Task[] {
  const total = kinds.reduce((sum, kind) => sum + shareOf(kind), 0);
  return kinds.flatMap((kind) => {
    if (index !== undefined) return [{ ...shared, kind, from: index, count: 1 }];
    const all = Math.max(1, Math.round((count * shareOf(kind)) / total));
    return Array.from({ length: Math.ceil(all / CHUNK) }, (_, chunk) => {
      const from = chunk * CHUNK;
      return { ...shared, kind, from, count: Math.min(CHUNK, all - from) };
    });
  });
}

/** Does work on all items, some at once. */
async function pooled<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Tries mutations in child processes, which may hang or die of them. */
export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  const { root, kinds = Object.keys(SHARES), seed = 1, jobs = availableParallelism(), keep, limits = LIMITS } = options;
  const file = await built(root);
  const originals = await mkdtemp(join(tmpdir(), "goldilocks-fuzz-"));
  const counts = new Map<string, Counts>();
  const findings: Finding[] = [];
  try {
    if (kinds.some((kind) => FROM_ORIGINALS.has(kind))) await makeOriginals(root, originals);
    const tasks = tasksOf(kinds, options, { seed, root, originals, limits, ...(keep !== undefined && { keep }) });
    await pooled(tasks, jobs, async (task) => {
      await runChild(file, task, (index, told) => {
        addTo(counts, task.kind, told);
        if (told.found === undefined) return;
        const finding = { kind: task.kind, seed, index, ...told.found };
        findings.push(finding);
        options.onFinding?.(finding);
      });
      options.onProgress?.(counts);
    });
    return {
      findings: findings.toSorted((a, b) => (a.kind === b.kind ? a.index - b.index : a.kind < b.kind ? -1 : 1)),
      counts,
    };
  } finally {
    await rm(originals, { recursive: true, force: true });
    await rm(dirname(file), { recursive: true, force: true });
  }
}
