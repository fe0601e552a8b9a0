import type { PlanNode } from "./node.ts";
import type { Plan } from "./plan.ts";

/** Nodes that a run could not make. */
export interface Unmade {
  /** Error code by key, of nodes that failed. */
  readonly failed: ReadonlyMap<string, string>;
  /** Keys of nodes that were never started because they need one that failed. */
  readonly skipped: Iterable<string>;
}

/** What has no result, and which failure is behind it. */
export interface UnmadeNodes {
  readonly has: (key: string) => boolean;
  /** The failed node behind one that has no result: itself, one that it needs, or an earlier point of its trajectory. */
  readonly cause: (key: string) => PlanNode | undefined;
}

/** Finds the failure behind every node without a result; of several, the first in the order of its needs. */
export function unmadeNodes({ nodes, trajectories }: Plan, { failed, skipped }: Unmade): UnmadeNodes {
  const gone = new Set([...failed.keys(), ...skipped]);
  const causes = new Map<string, PlanNode | undefined>();
  const before = ({ kind, key, inputs, needs }: PlanNode): readonly string[] => {
    if (kind !== "point") return needs;
    const points = trajectories.get(inputs[0] ?? "")?.points ?? [];
    return [
      ...needs,
      ...points
        .slice(
          0,
          points.findIndex((point) => point.key === key),
        )
        .map((point) => point.key),
    ];
  };
  const find = (key: string): PlanNode | undefined => {
    const node = nodes.get(key);
    if (node === undefined || failed.has(key)) return node;
    for (const need of before(node)) {
      const found = gone.has(need) ? cause(need) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const cause = (key: string): PlanNode | undefined => {
    if (!causes.has(key)) causes.set(key, find(key));
    return causes.get(key);
  };
  return { has: (key) => gone.has(key), cause };
}
