import { makespan } from "./makespan.ts";
import { type NodeKind, nodeKinds } from "./node-kind.ts";
import { mayEndEarly } from "./may-end-early.ts";
import type { Plan } from "./plan.ts";
import { registry } from "./registry.ts";
import { required, type RequiredNode, type Stored } from "./required.ts";

/** What {@link summarise} asks its caller for. */
export interface SummaryOptions {
  /** Tells whether the store holds the result of a key. */
  readonly stored: ReadonlySet<string> | ((key: string) => boolean | Promise<boolean>);
  /** Steps at which the store holds the state of a trajectory. @default none besides the plan's own points */
  readonly steps?: (trajectory: string) => readonly number[] | Promise<readonly number[]>;
  /** Arithmetic one worker does a second, measured on this machine; without it there is no time. */
  readonly flopsPerSecond?: number;
  /** @default 1 */
  readonly workers?: number;
}

/** How many nodes of one kind there are. */
export interface NodeCount {
  readonly stored: number;
  /** To be run. */
  readonly new: number;
  /** Not in the store, and not needed by anything that is to be run. */
  readonly idle: number;
}

/** What running a plan would take; JSON as it is. */
export interface Summary {
  readonly name: string;
  readonly title: string;
  readonly cells: number;
  readonly repeats: number;
  /** Trainings, some of which several cells share. */
  readonly trajectories: number;
  /** Minibatches still to be trained on, over all trajectories; at most, where some may converge before. */
  readonly steps: number;
  readonly mayEndEarly: boolean;
  /** Only kinds that the plan has, and that have results. */
  readonly nodes: Readonly<Partial<Record<NodeKind, NodeCount>>>;
  /** Floating-point operations of the new nodes. */
  readonly flops: number;
  /** Bytes the new nodes write. */
  readonly bytes: number;
  /** Most bytes at work when every worker holds one of the largest new nodes. */
  readonly memory: number;
  readonly workers: number;
  /** Null when no rate is known. */
  readonly seconds: number | null;
  readonly table: string;
  readonly figures: readonly string[];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function readStore(plan: Plan, { stored, steps }: SummaryOptions): Promise<Stored> {
  const has = typeof stored === "function" ? stored : (key: string): boolean => stored.has(key);
  const keys = [...plan.nodes.values()].filter(({ kind }) => !registry[kind].identity).map(({ key }) => key);
  const present = await Promise.all(keys.map(async (key) => has(key)));
  const found = new Set(keys.filter((_, index) => present[index]));
  const trajectories = [...plan.trajectories.keys()];
  const reached = await Promise.all(trajectories.map(async (key) => (await steps?.(key)) ?? []));
  const states = new Map(trajectories.map((key, index) => [key, reached[index] ?? []]));
  return { has: (key) => found.has(key), steps: (trajectory) => states.get(trajectory) ?? [] };
}

function countNodes(plan: Plan, stored: Stored, run: readonly RequiredNode[]): Summary["nodes"] {
  const fresh = new Set(run.map(({ node }) => node.key));
  const counts: Partial<Record<NodeKind, NodeCount>> = {};
  for (const kind of nodeKinds) {
    if (registry[kind].identity) continue;
    const keys = [...plan.nodes.values()].filter((node) => node.kind === kind).map(({ key }) => key);
    if (keys.length === 0) continue;
    const isStored = keys.filter((key) => stored.has(key)).length;
    const isNew = keys.filter((key) => fresh.has(key)).length;
    counts[kind] = { stored: isStored, new: isNew, idle: keys.length - isStored - isNew };
  }
  return counts;
}

/** Work that one worker does in a row, in flops: the points of one trajectory follow each other, all else stands alone. */
function jobsOf(run: readonly RequiredNode[]): readonly number[] {
  const trainings = new Map<string, number>();
  for (const { node, cost } of run) {
    const job = node.kind === "point" ? (node.inputs[0] ?? node.key) : node.key;
    trainings.set(job, (trainings.get(job) ?? 0) + cost.flops);
  }
  return [...trainings.values()];
}

/**
 * What running a plan would take from where the store stands; runs nothing.
 *
 * The time is that of every worker taking the longest training left, at the rate given; it knows nothing of waiting.
 */
export async function summarise(plan: Plan, options: SummaryOptions): Promise<Summary> {
  const { flopsPerSecond, workers = 1 } = options;
  const stored = await readStore(plan, options);
  const run = required(plan, stored);
  const largest = run.map(({ cost }) => cost.memory).toSorted((a, b) => b - a);
  return {
    name: plan.experiment.name,
    title: plan.experiment.title,
    cells: plan.cells.length,
    repeats: plan.experiment.repeats.n,
    trajectories: plan.trajectories.size,
    steps: sum(run.map(({ node, from }) => (node.kind === "point" ? node.parameters.step - from : 0))),
    mayEndEarly: run.some(({ node }) => mayEndEarly(node)),
    nodes: countNodes(plan, stored, run),
    flops: sum(run.map(({ cost }) => cost.flops)),
    bytes: sum(run.map(({ cost }) => cost.bytes)),
    memory: sum(largest.slice(0, workers)),
    workers,
    seconds: flopsPerSecond === undefined ? null : makespan(jobsOf(run), workers) / flopsPerSecond,
    table: plan.table,
    figures: plan.figures,
  };
}
