import type { Json } from "@goldilocks/digest";

import { type Difference, explainDifference } from "../explain.ts";
import { type NodeKind, nodeKinds } from "../node-kind.ts";
import type { PlanNode } from "../node.ts";
import type { Plan } from "../plan.ts";
import type { MatchedCells } from "./match-cells.ts";

/** How many nodes of a kind two plans share. */
export interface KindCount {
  readonly kind: NodeKind;
  readonly shared: number;
  readonly onlyA: number;
  readonly onlyB: number;
}

/** A field of their own in which nodes at the same place differ; what is made from them differs for no other reason. */
export interface NodeDifference extends Difference {
  /** How many pairs of nodes differ so. */
  readonly nodes: number;
  /** One of them. */
  readonly example: { readonly a: NodeName; readonly b: NodeName };
}

interface NodeName {
  readonly key: string;
  readonly label: string;
}

/** The nodes of two plans that their goals are made from, and where those part that stand at the same place. */
export interface NodesDifference {
  readonly counts: readonly KindCount[];
  readonly differences: readonly NodeDifference[];
}

type Pair = readonly [PlanNode, PlanNode];

/** Compares the nodes of two plans. @param pairs - Keys of nodes that correspond; from them their inputs correspond one by one. */
export function diffNodes(a: Plan, b: Plan, pairs: Iterable<readonly [string, string]>): NodesDifference {
  return { counts: countsOf(madeFrom(a), madeFrom(b)), differences: whereTheyPart(a, b, pairs) };
}

/** Keys of nodes of two plans that stand at the same place: those of matched cells, the tables, and figures of one name. */
export function* correspondingNodes(a: Plan, b: Plan, { pairs }: MatchedCells): Generator<readonly [string, string]> {
  for (const [left, right] of pairs) {
    yield [left.point, right.point];
    for (const [name, source] of Object.entries(left.metrics)) {
      const other = right.metrics[name as keyof typeof right.metrics];
      if (other !== undefined) yield [source.node, other.node];
    }
  }
  yield [a.table, b.table];
  for (const [index, key] of a.figures.entries()) {
    const other = b.figures[b.figureNames.indexOf(a.figureNames[index] ?? "")];
    if (other === undefined) continue;
    yield [key, other];
    const [left, right] = [tableOf(a, key), tableOf(b, other)];
    if (left !== undefined && right !== undefined) yield [left, right];
  }
}

/** The table that a figure draws. */
const tableOf = ({ nodes }: Plan, figure: string): string | undefined => nodes.get(figure)?.inputs[0];

/** Every node that a plan's goals are made from, by key. */
function madeFrom({ nodes, goals }: Plan): ReadonlyMap<string, PlanNode> {
  const found = new Map<string, PlanNode>();
  const open = [...goals];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const node = found.has(key) ? undefined : nodes.get(key);
    if (node === undefined) continue;
    found.set(key, node);
    for (const input of [...node.inputs, ...node.needs]) if (!found.has(input)) open.push(input);
  }
  return found;
}

function countsOf(a: ReadonlyMap<string, PlanNode>, b: ReadonlyMap<string, PlanNode>): readonly KindCount[] {
  return nodeKinds.flatMap((kind) => {
    const [left, right] = [a, b].map((nodes) => [...nodes.values()].filter((node) => node.kind === kind));
    const shared = (left ?? []).filter(({ key }) => b.has(key)).length;
    const [onlyA, onlyB] = [(left ?? []).length - shared, (right ?? []).length - shared];
    return shared + onlyA + onlyB === 0 ? [] : [{ kind, shared, onlyA, onlyB }];
  });
}

/** Goes from pairs of nodes to their inputs; every pair is looked at once, and only its own fields. */
function whereTheyPart(a: Plan, b: Plan, pairs: Iterable<readonly [string, string]>): readonly NodeDifference[] {
  const found = new Map<string, NodeDifference>();
  const seen = new Set<string>();
  const open = [...pairs].toReversed();
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [left, right] = [a.nodes.get(pair[0]), b.nodes.get(pair[1])];
    if (left === undefined || right === undefined || left.key === right.key || seen.has(pair.join(" "))) continue;
    seen.add(pair.join(" "));
    for (const one of ownDifferences([left, right])) addTo(found, one, [left, right]);
    open.push(...inputPairs([left, right]));
  }
  return [...found.values()].toSorted((x, y) => nodeKinds.indexOf(x.kind) - nodeKinds.indexOf(y.kind));
}

/** What differs in the nodes themselves; where the numbers of their inputs do, these have no places to compare. */
function ownDifferences([left, right]: Pair): readonly Difference[] {
  const own = explainDifference(left.preImage, right.preImage).filter(({ path }) => !path.startsWith("inputs."));
  const [before, after] = [left.inputs.length, right.inputs.length];
  // A table says by its rows and columns how many it has.
  if (before === after || left.kind === "table" || left.kind === "figure") return own;
  return [...own, { kind: right.kind, path: "inputs", before, after }];
}

/** The nodes behind a table and a figure are those of its cells, which are matched by their places and not by their order. */
function inputPairs([left, right]: Pair): readonly (readonly [string, string])[] {
  if (left.kind === "table" || left.kind === "figure" || left.inputs.length !== right.inputs.length) return [];
  return left.inputs.map((key, index) => [key, right.inputs[index] ?? ""] as const);
}

function addTo(found: Map<string, NodeDifference>, one: Difference, [left, right]: Pair): void {
  const group = JSON.stringify([one.kind, one.path, one.before ?? null, one.after ?? null] satisfies Json);
  const known = found.get(group);
  found.set(
    group,
    known === undefined
      ? { ...one, nodes: 1, example: { a: nameOf(left), b: nameOf(right) } }
      : { ...known, nodes: known.nodes + 1 },
  );
}

const nameOf = ({ key, label }: PlanNode): NodeName => ({ key, label });
