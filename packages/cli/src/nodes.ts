import type { NodeOf, Plan, PlanNode } from "@goldilocks/plan";

/** The node of a key. @throws RangeError for a key of another plan. */
export function nodeAt({ nodes }: Plan, key: string): PlanNode {
  const node = nodes.get(key);
  if (node === undefined) throw new RangeError(`the plan has no node ${key}`);
  return node;
}

/** The figures of a plan, in the order written. */
export function figureNodes(plan: Plan): readonly NodeOf<"figure">[] {
  return plan.figures.flatMap((key) => {
    const node = nodeAt(plan, key);
    return node.kind === "figure" ? [node] : [];
  });
}

/** The table of a plan. */
export function tableNode(plan: Plan): NodeOf<"table"> {
  const node = nodeAt(plan, plan.table);
  if (node.kind !== "table") throw new RangeError(`the table ${plan.table} is a ${node.kind}`);
  return node;
}
