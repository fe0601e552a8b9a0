import type { PlanNode } from "@goldilocks/plan";

/** The node's inputs, their inputs and so on: all that its op may ask about. Chunks of codes are needs, not inputs, so this stays small. */
export function lineageOf(node: PlanNode, lookup: (key: string) => PlanNode): readonly PlanNode[] {
  const found = new Map<string, PlanNode>();
  const visit = (keys: readonly string[]): void => {
    for (const key of keys) {
      if (found.has(key)) continue;
      const input = lookup(key);
      found.set(key, input);
      visit(input.inputs);
    }
  };
  visit(node.inputs);
  return [...found.values()];
}
