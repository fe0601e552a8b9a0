import type { FailedCell } from "./kinds/gaps.ts";
import type { RowKind } from "./node-kind.ts";
import type { PlanNode } from "./node.ts";
import type { Plan } from "./plan.ts";
import { recipes } from "./registry.ts";
import type { Unmade, UnmadeNodes } from "./unmade-nodes.ts";

/** A node of a row. */
export interface RowNode {
  readonly row: number;
  readonly source: RowKind;
  readonly key: string;
}

/**
 * Says of nodes of rows which have no result and why, by row and reason.
 *
 * @param whole - Whether the rows are all cells of the plan, in their order: only then can another row be named.
 */
export function failedCells(
  plan: Plan,
  { failed }: Unmade,
  unmade: UnmadeNodes,
  rowNodes: readonly RowNode[],
  whole: boolean,
): readonly FailedCell[] {
  const found = new Map<string, FailedCell & { readonly sources: RowKind[] }>();
  const own = ownFailures(unmade, rowNodes);
  for (const { row, source, key } of rowNodes) {
    // What gathers several cells is missing in a row that failed itself for that row's own reason.
    const cause = unmade.has(key) ? (own.get(row) ?? unmade.cause(key)) : undefined;
    if (cause === undefined) continue;
    const of = cause.kind === "point" && whole ? otherRow(plan, row, cause.inputs[0] ?? "") : undefined;
    const name = JSON.stringify([row, cause.key]);
    const known = found.get(name);
    if (known !== undefined) known.sources.push(source);
    else {
      const code = failed.get(cause.key) ?? "";
      found.set(name, { row, sources: [source], code, kind: cause.kind, ...(of !== undefined && { of }) });
    }
  }
  return [...found.values()];
}

/** The trainings that failed, by row: those behind nodes that look at one cell. */
function ownFailures(unmade: UnmadeNodes, rowNodes: readonly RowNode[]): ReadonlyMap<number, PlanNode> {
  const found = new Map<number, PlanNode>();
  for (const { row, source, key } of rowNodes) {
    const cause = unmade.has(key) && Object.hasOwn(recipes, source) ? unmade.cause(key) : undefined;
    if (cause?.kind === "point") found.set(row, cause);
  }
  return found;
}

/** The first row of a trajectory, unless the given row is on it too. */
function otherRow({ cells, nodes }: Plan, row: number, trajectory: string): number | undefined {
  const own = cells.filter(({ point }) => nodes.get(point)?.inputs[0] === trajectory).map(({ index }) => index);
  return own.includes(row) ? undefined : own[0];
}
