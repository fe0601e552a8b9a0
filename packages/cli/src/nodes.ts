import type { NodeOf, Plan, PlanNode } from "@goldilocks/plan";

/** The node of a key. @throws RangeError for a key of another plan. */
export function nodeAt({ nodes }: Plan, key: string): PlanNode {
  const node = nodes.get(key);
  if (node === undefined) throw new RangeError(`the plan has no node ${key}`);
  return node;
}

/** A figure of a plan, and the name of its files. */
export interface NamedFigure extends NodeOf<"figure"> {
  readonly name: string;
}

/** The figures of a plan, in the order written. */
export function figureNodes(plan: Plan): readonly NamedFigure[] {
  return plan.figures.flatMap((key, index) => {
    const node = nodeAt(plan, key);
    return node.kind === "figure" ? [{ ...node, name: plan.figureNames[index] ?? "" }] : [];
  });
}

/** The table of a plan. */
export function tableNode(plan: Plan): NodeOf<"table"> {
  const node = nodeAt(plan, plan.table);
  if (node.kind !== "table") throw new RangeError(`the table ${plan.table} is a ${node.kind}`);
  return node;
}
