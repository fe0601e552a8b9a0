import { canonicalJson, type Json } from "@goldilocks/digest";

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

type Branch = { readonly [name: string]: Json | undefined } | readonly Json[];

const isBranch = (value: Json | undefined): value is Branch => typeof value === "object" && value !== null;

/** Leaves in which two JSON values differ, by name. A list of plain values is one leaf. */
function leaves(kind: NodeKind, path: string, before: Json | undefined, after: Json | undefined): Difference[] {
  if (!isBranch(before) || !isBranch(after)) return before === after ? [] : [{ kind, path, before, after }];
  if (isPlain(before) && isPlain(after))
    return canonicalJson([...before]) === canonicalJson([...after]) ? [] : [{ kind, path, before, after }];
  const [left, right] = partsOf(before, after);
  const found = [...new Set([...left.keys(), ...right.keys()])]
    .toSorted()
    .flatMap((name) => leaves(kind, `${path}.${name}`, left.get(name), right.get(name)));
  // The same things in another order: only their names tell.
  const [first, second] = [[...left.keys()], [...right.keys()]];
  const reordered = Array.isArray(before) && found.length === 0 && String(first) !== String(second);
  return reordered ? [{ kind, path, before: first, after: second }] : found;
}

const isPlain = (value: Branch): value is readonly Json[] =>
  Array.isArray(value) && !value.some((item: Json) => isBranch(item));

type Parts = ReadonlyMap<string, Json | undefined>;

/** The parts of two branches: items of lists by their names where all have one, such as columns; else by their index. */
function partsOf(before: Branch, after: Branch): readonly [Parts, Parts] {
  const named = [before, after].map(byName);
  const [left, right] = named;
  if (left !== undefined && right !== undefined) return [left, right];
  return [new Map(Object.entries<Json | undefined>(before)), new Map(Object.entries<Json | undefined>(after))];
}

function byName(value: Branch): Parts | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = new Map(value.flatMap((item: Json): [string, Json][] => nameOf(item)));
  return found.size === value.length ? found : undefined;
}

function nameOf(item: Json): [string, Json][] {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return [];
  const { name } = item as { readonly [name: string]: Json };
  return typeof name === "string" ? [[name, item]] : [];
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
  const parameters = leaves(b.kind, `${prefix}parameters`, a.parameters, b.parameters);
  const count = isOtherGrid(b.kind, parameters) ? 0 : Math.max(a.inputs.length, b.inputs.length);
  const inputs = Array.from({ length: count }, (_, index) => index);
  return [
    ...leaves(b.kind, `${prefix}kind`, a.kind, b.kind),
    ...leaves(b.kind, `${prefix}opVersion`, a.opVersion, b.opVersion),
    ...leaves(b.kind, `${prefix}device`, a.device, b.device),
    ...parameters,
    ...inputs.flatMap((index) => inputDifferences(a, b, index, prefix, walk)),
  ];
}

/** Inputs of a table are its cells by row and kind: where these differ, those at the same place of the list are not the same cells. */
const isOtherGrid = (kind: NodeKind, parameters: readonly Difference[]): boolean =>
  kind === "table" && parameters.some(({ path }) => /(?:^|\.)parameters\.(?:rows|sources)$/u.test(path));

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
