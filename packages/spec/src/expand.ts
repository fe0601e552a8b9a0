import { type SpecIssue } from "./error.ts";
import { sectionNames } from "./setting-paths.ts";
import { show } from "./show.ts";
import { mapTree, type Entry, type MapTree, type Tree } from "./tree.ts";

/** Prefix of the names of coupled axes in an expanded grid; no name a person gives has a space. */
export const zipPrefix = "zip ";

/**
 * Rewrites what a person may write in several ways into one: dotted keys become nested maps, lists of one-key maps become maps,
 * and coupled axes stand beside the others. Trees of one shape can be merged.
 */
export class Expander {
  readonly issues: SpecIssue[] = [];

  /** A whole file, a profile, or a `--set`. */
  body(tree: MapTree): MapTree {
    const settings = new Map<string, Entry>();
    const entries = new Map<string, Entry>();
    for (const [key, entry] of tree.entries) {
      if (sectionNames.includes(key.split(".")[0] ?? "")) settings.set(key, entry);
      else entries.set(key, { ...entry, value: this.#part(key, entry.value) });
    }
    for (const [key, entry] of this.settings(mapTree(tree.span, settings)).entries) entries.set(key, entry);
    return mapTree(tree.span, entries);
  }

  /** A map of settings, dotted or nested, as nested. */
  settings(tree: MapTree): MapTree {
    const entries = new Map<string, Entry>();
    for (const [key, entry] of tree.entries) this.#put(entries, key.split("."), entry);
    return mapTree(tree.span, entries);
  }

  #part(key: string, tree: Tree): Tree {
    if (key === "grid" || key === "readings") return this.#grid(tree);
    if (key !== "profiles" || tree.kind !== "map") return tree;
    const entries = new Map<string, Entry>();
    for (const [name, { keySpan, value }] of tree.entries) {
      entries.set(name, { keySpan, value: value.kind === "map" ? this.body(value) : value });
    }
    return mapTree(tree.span, entries);
  }

  #put(entries: Map<string, Entry>, [key = "", ...rest]: readonly string[], entry: Entry): void {
    const there = entries.get(key);
    const value = rest.length > 0 ? this.#nest(rest, entry) : this.#nested(entry.value);
    if (there === undefined) entries.set(key, { keySpan: entry.keySpan, value });
    else if (there.value.kind === "map" && value.kind === "map") {
      entries.set(key, { ...there, value: this.#join(there.value, value) });
    } else this.#twice(key, there, entry);
  }

  #nest(keys: readonly string[], entry: Entry): MapTree {
    const entries = new Map<string, Entry>();
    this.#put(entries, keys, entry);
    return mapTree(entry.value.span, entries);
  }

  #nested(tree: Tree): Tree {
    return tree.kind === "map" ? this.settings(tree) : tree;
  }

  #join(first: MapTree, second: MapTree): MapTree {
    const entries = new Map(first.entries);
    for (const [key, entry] of second.entries) this.#put(entries, [key], entry);
    return mapTree(first.span, entries);
  }

  #twice(key: string, first: Entry, { keySpan: span }: Entry): void {
    const { line, column } = first.keySpan.start;
    const message = `${show(key)} is written here a second time, after ${line}:${column}`;
    this.issues.push({ code: "SPEC_DUPLICATE_KEY", message, span, hint: "keep one of the two" });
  }

  #grid(tree: Tree): Tree {
    if (tree.kind === "scalar") return tree;
    const axes = this.#ordered(tree);
    const entries = new Map<string, Entry>();
    for (const [name, entry] of axes) {
      if (name === "zip" && entry.value.kind === "map") {
        for (const [group, columns] of entry.value.entries) this.#axis(entries, zipPrefix + group, columns);
      } else this.#axis(entries, name, entry);
    }
    return mapTree(tree.span, entries);
  }

  #axis(entries: Map<string, Entry>, name: string, entry: Entry): void {
    const first = entries.get(name);
    if (first === undefined) entries.set(name, { ...entry, value: this.#axisValue(name, entry.value) });
    else this.#twice(name, first, entry);
  }

  #axisValue(name: string, tree: Tree): Tree {
    if (name.includes(".") || name.startsWith(zipPrefix) || tree.kind === "scalar") return tree;
    const entries = new Map<string, Entry>();
    for (const [variant, entry] of this.#ordered(tree)) {
      const first = entries.get(variant);
      if (first !== undefined) this.#twice(variant, first, entry);
      else if (entry.value.kind === "map") entries.set(variant, { ...entry, value: this.settings(entry.value) });
    }
    return mapTree(tree.span, entries);
  }

  /** The entries of a map, or of a list of maps, in the order written. */
  #ordered(tree: Tree): [string, Entry][] {
    if (tree.kind === "map") return [...tree.entries];
    return tree.kind === "list" ? tree.items.flatMap((item) => this.#ordered(item)) : [];
  }
}
