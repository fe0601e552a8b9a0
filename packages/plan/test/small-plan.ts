import { compile, type NodeKind, type Plan, type PlanNode } from "@goldilocks/plan";

import { load } from "./load.ts";
import { versions } from "./versions.ts";

const head = `goldilocks: 1
name: a
data: { activationDim: 8, nFeatures: 16, active: 2 }
sae: { dictSize: 16 }
train: { steps: 600, batch: 32 }
`;
/** The plan of a small experiment with this text at its end. */
export const planOf = async (text: string): Promise<Plan> => compile(await load(head + text), versions);
export const ofKind = (plan: Plan, kind: NodeKind): PlanNode[] =>
  [...plan.nodes.values()].filter((node) => node.kind === kind);
export const nodeAt = (plan: Plan, key: string | undefined): PlanNode => {
  const node = plan.nodes.get(key ?? "");
  if (node === undefined) throw new Error(`no node ${key}`);
  return node;
};
