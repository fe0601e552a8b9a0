import { canonicalJson, type Json } from "@goldilocks/digest";

import { normalFields } from "./normal-fields.ts";

/** A field in which two experiments differ. */
export interface SpecDifference {
  /** Dotted: `data.active`, `sae.l1Coefficient` (a value, or the values of an axis), `figures.NAME.fill`, `metrics`. */
  readonly path: string;
  /** Undefined where a side lacks the field. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** Where both are lists: what only the second has, in its order; and what only the first has. */
  readonly added?: readonly Json[];
  readonly removed?: readonly Json[];
}

/** The fields in which the normal forms of two experiments differ; the other way round it says the same, with the sides changed. */
export function diffNormalForms(before: Json, after: Json): readonly SpecDifference[] {
  const [left, right] = [normalFields(before), normalFields(after)];
  const paths = [...new Set([...left.keys(), ...right.keys()])].filter((path) => !isPartOfOther(path, left, right));
  return paths.toSorted(byPlace).flatMap((path) => difference(path, left.get(path), right.get(path)) ?? []);
}

/** What is inside a figure or claim that only one side has is said with its name. */
function isPartOfOther(path: string, left: ReadonlyMap<string, Json>, right: ReadonlyMap<string, Json>): boolean {
  const [list = "", name = ""] = path.split(".", 2);
  if ((list !== "figures" && list !== "claims") || name === "") return false;
  return ![left, right].every((fields) => namesIn(fields.get(list)).includes(name));
}

const namesIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function difference(path: string, before: Json | undefined, after: Json | undefined): SpecDifference | undefined {
  const [a, b] = [before, after].map((value) => (value === undefined ? "" : canonicalJson(value)));
  if (a === b) return undefined;
  if (!Array.isArray(before) || !Array.isArray(after)) return { path, before, after };
  // Only lists that have the same axes differ in their order alone.
  const sameSet = path === "order of axes" && setText(before) !== setText(after);
  return sameSet ? undefined : { path, before, after, added: without(after, before), removed: without(before, after) };
}

const setText = (list: readonly Json[]): string => canonicalJson(list.map((one) => canonicalJson(one)).toSorted());

function without(list: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others.map((other) => canonicalJson(other)));
  return list.filter((one) => !known.has(canonicalJson(one)));
}

const FIRST = ["name", "title", "description"];
const LAST = ["metrics", "estimates", "figures", "claims"];

/** Names, then settings and axes by path, then what is measured and drawn; the same in both directions. */
const byPlace = (a: string, b: string): number => rankOf(a) - rankOf(b) || (a < b ? -1 : 1);

function rankOf(path: string): number {
  const head = path.split(".", 1)[0] ?? "";
  return FIRST.includes(head) ? FIRST.indexOf(head) - FIRST.length : LAST.indexOf(head) + 1;
}
