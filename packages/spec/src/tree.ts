import { type Span } from "@goldilocks/diagnostics";
import { type Json } from "@goldilocks/digest";

/** A single value and where it was written. */
export interface ScalarTree {
  readonly kind: "scalar";
  readonly span: Span;
  readonly size: number;
  readonly value: null | boolean | number | string;
}

/** A list and where it was written. */
export interface ListTree {
  readonly kind: "list";
  readonly span: Span;
  readonly size: number;
  readonly items: readonly Tree[];
}

/** A key of a map, with the place of the key itself. */
export interface Entry {
  readonly keySpan: Span;
  readonly value: Tree;
}

/** A map and where it was written. Entries keep the order written, whatever their names. */
export interface MapTree {
  readonly kind: "map";
  readonly span: Span;
  readonly size: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A parsed YAML value that knows where each part of it was written. `size` counts values, aliases expanded. */
export type Tree = ScalarTree | ListTree | MapTree;

/** Where in a tree: keys of maps and indices of lists. */
export type Path = readonly (string | number)[];

/** A list of the given items. */
export function listTree(span: Span, items: readonly Tree[]): ListTree {
  return { kind: "list", span, items, size: items.reduce((sum, item) => sum + item.size, 1) };
}

/** A map of the given entries. */
export function mapTree(span: Span, entries: ReadonlyMap<string, Entry>): MapTree {
  let size = 1;
  for (const { value } of entries.values()) size += value.size;
  return { kind: "map", span, entries, size };
}

/** The value without its places. A key may have any name, `__proto__` too. */
export function toJson(tree: Tree): Json {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(toJson);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, toJson(value)]));
}

const childAt = (tree: Tree, step: string | number): Tree | undefined => {
  if (tree.kind === "map") return tree.entries.get(String(step))?.value;
  return tree.kind === "list" ? tree.items[Number(step)] : undefined;
};

/** The part of a tree at a path, if there is one. */
export function treeAt(tree: Tree | undefined, path: Path): Tree | undefined {
  let part = tree;
  for (const step of path) part = part === undefined ? undefined : childAt(part, step);
  return part;
}

/** The place of the key that a path ends in; of a list item, the place of the item. */
export function keySpanAt(tree: Tree, path: Path): Span | undefined {
  const parent = treeAt(tree, path.slice(0, -1));
  const last = path.at(-1);
  if (parent?.kind === "map" && last !== undefined) {
    return parent.entries.get(String(last))?.keySpan;
  }
  return treeAt(tree, path)?.span;
}

/** Steps to parts that go: a part without steps below goes as a whole. */
type Cut = Map<string | number, Cut>;

function cuts(paths: readonly Path[]): Cut {
  const root: Cut = new Map();
  const ends = new Set<Cut>();
  for (const path of paths) {
    let cut = root;
    for (const step of path) {
      if (ends.has(cut)) break;
      const next: Cut = cut.get(step) ?? new Map();
      cut.set(step, next);
      cut = next;
    }
    cut.clear();
    ends.add(cut);
  }
  return root;
}

function cutTree(tree: Tree, cut: Cut): Tree | undefined {
  if (cut.size === 0) return undefined;
  const kept = (value: Tree, step: string | number): Tree | undefined => {
    const below = cut.get(step);
    return below === undefined ? value : cutTree(value, below);
  };
  if (tree.kind === "list") {
    return listTree(
      tree.span,
      tree.items.map(kept).filter((item) => item !== undefined),
    );
  }
  if (tree.kind === "scalar") return tree;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const value = kept(entry.value, key);
    if (value !== undefined) entries.set(key, { ...entry, value });
  }
  return mapTree(tree.span, entries);
}

/** The tree without the parts at `paths`; `undefined` where the empty path is among them. */
export function without(tree: Tree, paths: readonly Path[]): Tree | undefined {
  return paths.length === 0 ? tree : cutTree(tree, cuts(paths));
}
