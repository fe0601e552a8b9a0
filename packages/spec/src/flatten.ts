import { type Json } from "@goldilocks/digest";
import { type Span } from "@goldilocks/diagnostics";
import { type Tree } from "./tree.ts";

/** A single value of a map of settings. */
export interface Leaf {
  readonly value: Json;
  readonly span: Span;
}

/** The single values of nested settings by dotted path, in the order written. */
export function flatten(tree: Tree, prefix = ""): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  if (tree.kind === "scalar") return leaves.set(prefix, { value: tree.value, span: tree.span });
  if (tree.kind === "list") return leaves;
  for (const [key, { value }] of tree.entries) {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    for (const [leaf, found] of flatten(value, path)) leaves.set(leaf, found);
  }
  return leaves;
}
