import { oddKeys, oddNumbers, oddTexts } from "./odd-values.ts";
import type { Random } from "./random.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

type Map = { readonly [key: string]: Json };

const isMap = (value: Json): value is Map => typeof value === "object" && value !== null && !Array.isArray(value);
export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** An object of these entries, `__proto__` an ordinary key among them. */
export function mapOf(entries: readonly (readonly [string, Json])[]): Map {
  const made = {};
  for (const [key, value] of entries)
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  return made;
}

/** Where a value stands in a tree: keys and indexes from the root. */
export type Path = readonly (string | number)[];

/** Every place of a tree, the root first. */
export function placesIn(tree: Json, path: Path = []): Path[] {
  const below = isList(tree)
    ? tree.flatMap((item, index) => placesIn(item, [...path, index]))
    : isMap(tree)
      ? Object.entries(tree).flatMap(([key, value]) => placesIn(value, [...path, key]))
      : [];
  return [path, ...below];
}

/** The value at a place. */
function valueAt(tree: Json, path: Path): Json {
  let at = tree;
  for (const step of path) at = (isList(at) ? at[Number(step)] : isMap(at) ? at[step] : null) ?? null;
  return at;
}

/** A tree with another value at a place; `undefined` takes it out. */
export function changed(tree: Json, path: Path, change: (value: Json) => Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change(tree) ?? null;
  const below = (value: Json): Json | undefined => (rest.length === 0 ? change(value) : changed(value, rest, change));
  if (isList(tree)) return tree.flatMap((item, index) => (index === Number(step) ? (below(item) ?? []) : [item]));
  if (!isMap(tree)) return tree;
  const entries = Object.entries(tree).flatMap(([key, value]): (readonly [string, Json])[] => {
    const now = key === step ? below(value) : value;
    return now === undefined ? [] : [[key, now]];
  });
  return mapOf(entries);
}

/** A list of lists inside one another. */
function nested(depth: number): Json {
  let value: Json = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** A value of any type, mostly at an edge. */
export const oddValue = (random: Random): Json =>
  random.weighted<() => Json>([
    [8, () => random.pick(oddNumbers)],
    [8, () => random.pick(oddTexts)],
    [3, () => random.pick([null, true, false])],
    [2, () => random.pick<Json>([[], {}, [[]], [null], { a: 1 }, [1, 1]])],
    [0.3, () => nested(random.pick([10, 100, 500]))],
    [0.3, () => Array.from({ length: random.pick([100, 5000]) }, (_, index) => index)],
    [0.5, () => mapOf([[random.pick(oddKeys), random.pick(oddNumbers)]])],
  ])();

/** A value that is near to another: another number, a text cut or grown, a list in another order, the same in another type. */
function near(random: Random, value: Json): Json {
  if (typeof value === "number") {
    const others = [
      value + 1,
      value - 1,
      -value,
      value * 2,
      value / 3,
      value * 1e10,
      value + 0.5,
      value * (1 + 2 ** -52),
    ];
    return random.chance(0.2) ? String(value) : finite(random.pick(others));
  }
  if (typeof value === "string") return nearText(random, value);
  if (typeof value === "boolean") return random.pick<Json>([!value, String(value), Number(value)]);
  if (isList(value))
    return random.pick<Json>([[...value].toReversed(), value.slice(1), [...value, ...value], value[0] ?? null]);
  if (isMap(value)) {
    const entries = Object.entries(value);
    return random.pick<Json>([mapOf(entries.toReversed()), [value], entries[0]?.[1] ?? null]);
  }
  return random.pick<Json>([0, "", false, {}]);
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 1e308);

function nearText(random: Random, text: string): string | readonly string[] {
  const at = random.below(text.length + 1);
  return random.pick<string | readonly string[]>([
    text.slice(0, at),
    text.slice(0, at) + random.pick(oddTexts).slice(0, 100) + text.slice(at),
    text.slice(0, at) + String.fromCodePoint(random.below(0xd7ff)) + text.slice(at + 1),
    text + text,
    text.toUpperCase(),
    [text],
  ]);
}

/** A tree with one small change; `value` makes what is put in place of another value. */
export function mutateTree(random: Random, tree: Json, value: (random: Random, path: Path) => Json = oddValue): Json {
  const places = placesIn(tree);
  const path = random.pick(places);
  const other = valueAt(tree, random.pick(places));
  return random.weighted<() => Json>([
    [5, () => changed(tree, path, () => value(random, path))],
    [5, () => changed(tree, path, (old) => near(random, old))],
    [3, () => changed(tree, path, () => undefined)],
    [2, () => changed(tree, path, () => other)],
    [2, () => changed(tree, path, (old) => renamed(random, old))],
    [2, () => changed(tree, path, (old) => grown(random, old, value(random, [...path, ""])))],
  ])();
}

function renamed(random: Random, value: Json): Json {
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  if (entries.length === 0) return value;
  const at = random.below(entries.length);
  return mapOf(entries.map(([key, one], index) => [index === at ? random.pick(oddKeys) : key, one]));
}

function grown(random: Random, value: Json, more: Json): Json {
  if (isList(value)) return value.toSpliced(random.below(value.length + 1), 0, more);
  return isMap(value) ? mapOf([...Object.entries(value), [random.pick(oddKeys), more]]) : value;
}
