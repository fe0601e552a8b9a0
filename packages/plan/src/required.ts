import type { Cost } from "./cost.ts";
import type { NodeOf, PlanNode } from "./node.ts";
import type { Plan } from "./plan.ts";
import { batchesPerChunk } from "./kinds/codes.ts";
import { trainingCost } from "./training-cost.ts";

/** What the store is known to hold. */
export interface Stored {
  readonly has: (key: string) => boolean;
  /** Steps at which the state of a trajectory is stored, for points of other plans too. */
  readonly steps?: (trajectory: string) => readonly number[];
}

/** A node that must run, and what that takes from where the store stands. */
export interface RequiredNode {
  readonly node: PlanNode;
  /** For a point: the step training goes on from; else 0. */
  readonly from: number;
  readonly cost: Cost;
}

/** Where the training to a missing point starts: the last state below it that is stored or made on the way. */
function startOf(step: number, below: readonly number[]): number {
  return below.reduce((best, at) => (at < step && at > best ? at : best), 0);
}

/** Needs of a point that goes on from a step: chunks that lie wholly before it are not read again. */
function pointNeeds(node: NodeOf<"point">, from: number): readonly string[] {
  const chunks = Math.ceil(node.parameters.step / batchesPerChunk);
  const others = node.needs.length - chunks;
  return [...node.needs.slice(0, others), ...node.needs.slice(others + Math.floor(from / batchesPerChunk))];
}

function startsOf(plan: Plan, stored: Stored, wanted: ReadonlySet<string>): Map<string, number> {
  const starts = new Map<string, number>();
  for (const [trajectory, { points }] of plan.trajectories) {
    const fixed = points.filter(({ until }) => until === "steps");
    const made = fixed.filter(({ key }) => stored.has(key) || wanted.has(key)).map(({ step }) => step);
    const below = [...made, ...(stored.steps?.(trajectory) ?? [])];
    // Where a point until convergence ends, and so what it can go on from, shows only while it trains.
    for (const { key, step } of fixed) starts.set(key, startOf(step, below));
  }
  return starts;
}

/**
 * The nodes that must run so that every goal of the plan is in the store; in topological order.
 *
 * A node is not required for being absent: a chunk that only stored points read stays out.
 */
export function required(plan: Plan, stored: Stored): readonly RequiredNode[] {
  const backwards = [...plan.nodes.values()].toReversed();
  const wanted = new Set(plan.goals.filter((key) => !stored.has(key)));
  const want = (keys: readonly string[]): void => {
    for (const key of keys) if (!stored.has(key)) wanted.add(key);
  };
  // No point needs another, and whatever needs a point comes after it: which points are wanted is settled first.
  for (const node of backwards) if (node.kind !== "point" && wanted.has(node.key)) want(node.needs);
  const starts = startsOf(plan, stored, wanted);
  for (const node of backwards) {
    if (node.kind === "point" && wanted.has(node.key)) want(pointNeeds(node, starts.get(node.key) ?? 0));
  }
  for (const node of backwards) if (node.kind === "codes" && wanted.has(node.key)) want(node.needs);
  return [...plan.nodes.values()].filter(({ key }) => wanted.has(key)).map((node) => withStart(plan, node, starts));
}

function withStart(plan: Plan, node: PlanNode, starts: ReadonlyMap<string, number>): RequiredNode {
  const from = starts.get(node.key) ?? 0;
  const [trajectory] = node.inputs;
  const settings = trajectory === undefined ? undefined : plan.trajectories.get(trajectory)?.settings;
  if (node.kind !== "point" || settings === undefined) return { node, from, cost: node.cost };
  return { node, from, cost: trainingCost(settings, from, node.parameters.step) };
}
