import type { Json } from "@goldilocks/digest";

import type { NodeKind } from "./node-kind.ts";
import { type PreImage, parsePreImage } from "./pre-image.ts";

/** One field in which two pre-images differ; `undefined` where a side lacks the field. */
export interface Difference {
  /** The kind of the node whose own field it is. */
  readonly kind: NodeKind;
  /** Dotted: `opVersion`, `device`, `inputs.0`, `parameters.optimizer.learningRate`, `inputs.1.parameters.seed`. */
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Finds a stored pre-image by its key; `undefined` when the store has none. */
export type PreImageLookup = (key: string) => Json | undefined;

interface Walk {
  readonly lookup: PreImageLookup;
  /** Pairs of keys already told apart: a node reached by two ways is explained once. */
  readonly seen: Set<string>;
}

const isBranch = (value: Json | undefined): value is { readonly [name: string]: Json | undefined } | readonly Json[] =>
  typeof value === "object" && value !== null;

/** Leaves in which two JSON values differ, by name. */
function leaves(kind: NodeKind, path: string, before: Json | undefined, after: Json | undefined): Difference[] {
  if (!isBranch(before) || !isBranch(after)) return before === after ? [] : [{ kind, path, before, after }];
  const left = new Map(Object.entries<Json | undefined>(before));
  const right = new Map(Object.entries<Json | undefined>(after));
  return [...new Set([...left.keys(), ...right.keys()])]
    .toSorted()
    .flatMap((name) => leaves(kind, `${path}.${name}`, left.get(name), right.get(name)));
}

/** Differences of input `index`: those of its own pre-image where both are known, else the two keys. */
function inputDifferences(a: PreImage, b: PreImage, index: number, prefix: string, walk: Walk): Difference[] {
  const [before, after] = [a.inputs[index], b.inputs[index]];
  const pair = `${before} ${after}`;
  if (before === after || walk.seen.has(pair)) return [];
  walk.seen.add(pair);
  const left = before === undefined ? undefined : walk.lookup(before);
  const right = after === undefined ? undefined : walk.lookup(after);
  const path = `${prefix}inputs.${index}`;
  if (left === undefined || right === undefined) return [{ kind: b.kind, path, before, after }];
  return compare(parsePreImage(left), parsePreImage(right), `${path}.`, walk);
}

function compare(a: PreImage, b: PreImage, prefix: string, walk: Walk): Difference[] {
  const inputs = Array.from({ length: Math.max(a.inputs.length, b.inputs.length) }, (_, index) => index);
  return [
    ...leaves(b.kind, `${prefix}kind`, a.kind, b.kind),
    ...leaves(b.kind, `${prefix}opVersion`, a.opVersion, b.opVersion),
    ...leaves(b.kind, `${prefix}device`, a.device, b.device),
    ...leaves(b.kind, `${prefix}parameters`, a.parameters, b.parameters),
    ...inputs.flatMap((index) => inputDifferences(a, b, index, prefix, walk)),
  ];
}

/**
 * The fields that give two pre-images different keys; empty exactly when the keys are equal.
 *
 * Defaults are filled in first, so that a parameter left out shows its value.
 * @param lookup - With it, an input that differs is followed to the fields that made it differ.
 * @throws {@link PlanError} `PLAN_BAD_PRE_IMAGE` if one is no pre-image.
 */
export function explainDifference(
  before: Json,
  after: Json,
  lookup: PreImageLookup = () => undefined,
): readonly Difference[] {
  return compare(parsePreImage(before), parsePreImage(after), "", { lookup, seen: new Set() });
}
