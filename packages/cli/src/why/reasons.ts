import { GoldilocksError } from "@goldilocks/diagnostics";
import type { Json } from "@goldilocks/digest";
import { type Difference, nearest, type NodeKind, type Plan, type PlanNode, type RequiredNode } from "@goldilocks/plan";

/** Why nodes of a kind would run, as far as it is the same for all of them. */
export interface Reason {
  readonly kind: NodeKind;
  /** How many nodes this is the reason for. */
  readonly nodes: number;
  /** One of them. */
  readonly example: { readonly key: string; readonly label: string };
  /**
   * `first`: there is nothing like it yet. `input`: what it is made from is new. `changed`: these fields differ from the nearest that
   * there is. `lost`: it was made before, and the store does not have it any more. `unmade`: only runs planned it that did not make
   * everything, since cells failed or they were stopped.
   */
  readonly why: "first" | "input" | "changed" | "lost" | "unmade";
  readonly differences: readonly Difference[];
}

/** What was planned before: pre-images by key, which of them a run made that ended as done, and which the store still has results of. */
export interface Earlier {
  readonly made: ReadonlySet<string>;
  readonly preImages: ReadonlyMap<string, Json>;
  readonly stored: ReadonlySet<string>;
}

/** Comparisons of one kind that are made at most: beyond, nodes are counted with the first of their kind. */
const MOST_COMPARED = 50_000;

/** Why each missing node would run, nodes with the same reason together; in the plan's order. */
export function reasonsOf(plan: Plan, missing: readonly RequiredNode[], earlier: Earlier): readonly Reason[] {
  const missed = new Set(missing.map(({ node }) => node.key));
  const compared = new Map<NodeKind, number>();
  const groups = new Map<string, Reason>();
  for (const { node } of missing) {
    const { kind, key, label } = node;
    const spent = compared.get(kind) ?? 0;
    compared.set(kind, spent + earlier.preImages.size);
    const reason = spent > MOST_COMPARED ? undefined : reasonOf(plan, node, missed, earlier);
    const group = reason === undefined ? firstOf(groups, kind) : groupOf(kind, reason);
    const known = groups.get(group);
    const { why, differences } = reason ?? { why: "first" as const, differences: [] };
    groups.set(
      group,
      known === undefined
        ? { kind, nodes: 1, example: { key, label }, why, differences }
        : { ...known, nodes: known.nodes + 1 },
    );
  }
  return [...groups.values()];
}

type Why = Pick<Reason, "why" | "differences">;

function reasonOf(plan: Plan, node: PlanNode, missed: ReadonlySet<string>, earlier: Earlier): Why {
  if (earlier.preImages.has(node.key)) return { why: earlier.made.has(node.key) ? "lost" : "unmade", differences: [] };
  if (node.inputs.some((key) => missed.has(key))) return { why: "input", differences: [] };
  const candidates = [...earlier.preImages].flatMap(([key, preImage]) =>
    earlier.stored.has(key) && kindOf(preImage) === node.kind ? [preImage] : [],
  );
  const lookup = (key: string): Json | undefined => plan.nodes.get(key)?.preImage ?? earlier.preImages.get(key);
  const near = candidates.length === 0 ? undefined : tolerant(() => nearest(node.preImage, candidates, lookup));
  return near === undefined ? { why: "first", differences: [] } : { why: "changed", differences: near.differences };
}

const kindOf = (preImage: Json): unknown => (Array.isArray(preImage) ? preImage[0] : undefined);

/** Pre-images of a version that this one does not know are like nothing. */
function tolerant<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof GoldilocksError) return undefined;
    throw error;
  }
}

/** Nodes that differ in the same fields, whatever their values, have one reason. */
const groupOf = (kind: NodeKind, { why, differences }: Why): string =>
  JSON.stringify([kind, why, differences.map(({ path }) => path)]);

const firstOf = (groups: ReadonlyMap<string, Reason>, kind: NodeKind): string =>
  [...groups].find(([, reason]) => reason.kind === kind)?.[0] ?? kind;
