import { sha256 } from "@goldilocks/digest";

import { type RowNode, failedCells } from "./failed-cells.ts";
import type { Gaps } from "./kinds/gaps.ts";
import type { RowKind } from "./node-kind.ts";
import type { NodeOf, PlanNode } from "./node.ts";
import type { Plan } from "./plan.ts";
import { parsePreImage, preImageOf, preImageText } from "./pre-image.ts";
import { type Unmade, type UnmadeNodes, unmadeNodes } from "./unmade-nodes.ts";

type Gathering = NodeOf<"table"> | NodeOf<"figure"> | NodeOf<"estimates"> | NodeOf<"claims">;

const isGathering = (node: PlanNode): node is Gathering =>
  node.kind === "table" || node.kind === "figure" || node.kind === "estimates" || node.kind === "claims";

/**
 * What can be made of a plan although cells have failed: tables with gaps, and what is read from them, under keys of their own.
 *
 * A key promises complete content, so a partial node names in its parameters what it lacks, and which complete node it stands for.
 * Every goal that lacks nothing keeps its key. A goal of which no cell has anything is left out of the goals.
 * @returns null where there is no table to show: it is no goal, no cell was trained, or nothing is missing.
 */
export function partialPlan(plan: Plan, failures: Unmade): Plan | null {
  const unmade = unmadeNodes(plan, failures);
  const trained = plan.cells.some(({ point }) => !unmade.has(point));
  if (!trained || !plan.goals.includes(plan.table) || !plan.goals.some((key) => unmade.has(key))) return null;
  const nodes = new Map(plan.nodes);
  const replaced = new Map<string, PlanNode>();
  for (const node of plan.nodes.values()) {
    if (!isGathering(node) || !unmade.has(node.key) || failures.failed.has(node.key)) continue;
    const partial = partialNode(plan, node, { failures, unmade, replaced });
    if (partial === undefined) continue;
    nodes.set(partial.key, partial);
    replaced.set(node.key, partial);
  }
  if (replaced.size === 0) return null;
  const now = (key: string): string => replaced.get(key)?.key ?? key;
  if (unmade.has(plan.table) && !replaced.has(plan.table)) return null;
  return {
    ...plan,
    nodes,
    table: now(plan.table),
    figures: plan.figures.map(now),
    estimates: plan.estimates === null ? null : now(plan.estimates),
    claims: plan.claims === null ? null : now(plan.claims),
    goals: plan.goals.map(now).filter((key) => !unmade.has(key)),
  };
}

interface Known {
  readonly failures: Unmade;
  readonly unmade: UnmadeNodes;
  /** Partial nodes by the key of the complete one; inputs come first. */
  readonly replaced: ReadonlyMap<string, PlanNode>;
}

/** The node without what is missing; undefined where nothing would be left. */
function partialNode(plan: Plan, node: Gathering, { failures, unmade, replaced }: Known): PlanNode | undefined {
  const rowNodes = rowNodesOf(plan, node);
  const ofTraining = rowNodes.filter(({ key }) => isOfTraining(plan, key));
  if (ofTraining.length > 0 && ofTraining.every(({ key }) => unmade.has(key))) return undefined;
  const gone = (key: string): boolean => unmade.has(key) && !replaced.has(key);
  // A table of which nothing is left leaves nothing to draw either; single rows may be missing.
  if (node.kind !== "table" && gone(node.inputs[0] ?? "")) return undefined;
  const count = node.kind === "figure" ? node.inputs.length - 1 : node.kind === "table" ? node.parameters.rows : 0;
  const own = failedCells(plan, failures, unmade, rowNodes, count === plan.cells.length);
  const table = node.kind === "table" ? undefined : replaced.get(node.inputs[0] ?? "");
  const failed = [...(table?.kind === "table" ? (table.parameters.partial?.failed ?? []) : []), ...own];
  const inputs = node.inputs.map((key) => replaced.get(key)?.key ?? key);
  const needs = node.needs.filter((key) => !gone(key)).map((key) => replaced.get(key)?.key ?? key);
  return withGaps(node, { of: node.key, failed: failed.toSorted((a, b) => a.row - b.row) }, inputs, needs);
}

/** The nodes of rows that a table gathers, or that a figure draws besides its table. */
function rowNodesOf({ nodes }: Plan, node: Gathering): readonly RowNode[] {
  if (node.kind === "table") {
    const { sources } = node.parameters;
    return node.inputs.flatMap((key, index): RowNode[] => {
      const source = sources[index % sources.length];
      return source === undefined ? [] : [{ row: Math.floor(index / sources.length), source, key }];
    });
  }
  if (node.kind !== "figure" || node.parameters.vectors === null) return [];
  // What a figure draws of a row is the result of a node of that row.
  return node.inputs.slice(1).map((key, row): RowNode => ({ row, source: nodes.get(key)?.kind as RowKind, key }));
}

/** Whether a training is behind a node; chance levels are known of cells that have failed too. */
function isOfTraining({ nodes }: Pick<Plan, "nodes">, key: string): boolean {
  const node = nodes.get(key);
  return node !== undefined && (node.kind === "point" || node.needs.some((need) => isOfTraining({ nodes }, need)));
}

function withGaps(node: Gathering, partial: Gaps, inputs: readonly string[], needs: readonly string[]): PlanNode {
  const parameters = { ...node.parameters, partial };
  const { opVersion } = parsePreImage(node.preImage);
  const preImage = preImageOf(node.kind, opVersion, parameters, inputs);
  const key = sha256(preImageText(preImage));
  // Types cannot follow that the parameters are those of the same kind.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...node, parameters, inputs, needs, preImage, key } as unknown as PlanNode;
}
