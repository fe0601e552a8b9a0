import { count } from "../text/quantities.ts";
import type { NodeGraph } from "./node-graph.ts";

/** A node with what it is made from, to some depth. */
export interface InputTree {
  readonly key: string;
  readonly kind: string | null;
  readonly inputs: readonly InputTree[];
  /** How many inputs it has that are not among these, since they lie deeper. */
  readonly deeper: number;
}

const DIGITS = 12;
/** Inputs of one kind that are shown side by side. */
const MOST_ALIKE = 3;

/** The tree of what a node is made from, `depth` levels down. */
export function inputTree(graph: NodeGraph, key: string, depth: number): InputTree {
  const keys = [...new Set(graph.inputsOf(key))];
  const inputs = depth > 0 ? keys.map((input) => inputTree(graph, input, depth - 1)) : [];
  return { key, kind: graph.kindOf(key), inputs, deeper: keys.length - inputs.length };
}

/** A tree as lines, each level moved in; of many inputs of one kind the first ones. */
export function treeLines({ key, kind, inputs, deeper }: InputTree, indent = "  "): readonly string[] {
  const rest = deeper > 0 ? `  (${count(deeper, "input")})` : "";
  return [`${indent}${kind ?? "–"}  ${key.slice(0, DIGITS)}${rest}`, ...inputLines(inputs, `${indent}  `)];
}

function inputLines(inputs: readonly InputTree[], indent: string): readonly string[] {
  const byKind = new Map<string | null, InputTree[]>();
  for (const input of inputs) byKind.set(input.kind, [...(byKind.get(input.kind) ?? []), input]);
  return [...byKind].flatMap(([kind, alike]) => {
    const lines = alike.slice(0, MOST_ALIKE).flatMap((input) => treeLines(input, indent));
    const more = alike.length - MOST_ALIKE;
    return lines.concat(more > 0 ? [`${indent}and ${more} more of ${kind ?? "–"}`] : []);
  });
}
