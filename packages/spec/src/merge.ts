import { type Json } from "@goldilocks/digest";
import { choiceAt, keysBeside, schemaAt } from "./setting-paths.ts";
import { mapTree, type Entry, type MapTree, type Tree } from "./tree.ts";

type Merge = (base: Tree, over: Tree, path: string) => Tree;

const scalarIn = (tree: MapTree, key: string): Json | undefined => {
  const entry = tree.entries.get(key)?.value;
  return entry?.kind === "scalar" ? entry.value : undefined;
};

/** What the base says beside a `kind` (or another key that chooses) that is then replaced, as far as it fits the new one. */
function fitting(base: MapTree, over: MapTree, path: string): ReadonlyMap<string, Entry> {
  const choice = choiceAt(path);
  const chosen = choice === undefined ? undefined : scalarIn(over, choice);
  const keys = chosen === undefined ? undefined : keysBeside(path, chosen);
  if (keys === undefined) return base.entries;
  return new Map([...base.entries].filter(([key]) => keys.includes(key)));
}

function mergeEntries(
  base: ReadonlyMap<string, Entry>,
  over: MapTree,
  merge: (key: string) => Merge,
): Map<string, Entry> {
  const entries = new Map(base);
  for (const [key, entry] of over.entries) {
    const below = base.get(key);
    const value = below === undefined ? entry.value : merge(key)(below.value, entry.value, key);
    entries.set(key, { keySpan: entry.keySpan, value });
  }
  return entries;
}

const replace: Merge = (_base, over) => over;

const mergeSettings: Merge = (base, over, path) => {
  if (base.kind !== "map" || over.kind !== "map") return over;
  const deeper =
    (key: string): Merge =>
    (below, above) =>
      mergeSettings(below, above, `${path}.${key}`);
  return mapTree(over.span, mergeEntries(fitting(base, over, path), over, deeper));
};

/** Axes are replaced whole; `null` stays, so that it also leaves out what is inherited later. */
const mergeAxes: Merge = (base, over) =>
  base.kind === "map" && over.kind === "map"
    ? mapTree(
        over.span,
        mergeEntries(base.entries, over, () => replace),
      )
    : over;

const mergeRepeats: Merge = (base, over) => mergeAxes(base, over, "");

const mergeProfiles: Merge = (base, over) =>
  base.kind === "map" && over.kind === "map"
    ? mapTree(
        over.span,
        mergeEntries(base.entries, over, () => mergeBodies),
      )
    : over;

function mergeOf(key: string): Merge {
  if (key === "grid" || key === "readings") return mergeAxes;
  if (key === "profiles") return mergeProfiles;
  if (key === "repeats") return mergeRepeats;
  return schemaAt(key) === undefined ? replace : mergeSettings;
}

const mergeBodies: Merge = (base, over) => (base.kind === "map" && over.kind === "map" ? mergeBody(base, over) : over);

/**
 * What two expanded files, or a file and a profile, say together; the second wins.
 *
 * Maps merge deeply, lists and single values are replaced; an axis is replaced whole. Beside a `kind` that changes (or another key that
 * chooses a branch), only the keys that fit the new one stay.
 */
export function mergeBody(base: MapTree, over: MapTree): MapTree {
  return mapTree(over.span, mergeEntries(base.entries, over, mergeOf));
}

/** Profiles without their claims, which are about the experiment that states them. */
function withoutClaims(profiles: Tree): Tree {
  if (profiles.kind !== "map") return profiles;
  const kept = [...profiles.entries].map(([name, entry]): [string, Entry] => {
    if (entry.value.kind !== "map") return [name, entry];
    const own = new Map([...entry.value.entries].filter(([key]) => key !== "claims"));
    return [name, { ...entry, value: mapTree(entry.value.span, own) }];
  });
  return mapTree(profiles.span, new Map(kept));
}

/** {@link mergeBody} for `extends`: a file with a name of its own does not inherit title, description and claims. */
export function extendBody(base: MapTree, over: MapTree): MapTree {
  if (!over.entries.has("name")) return mergeBody(base, over);
  const entries = new Map(base.entries);
  entries.delete("title");
  entries.delete("description");
  entries.delete("claims");
  const profiles = entries.get("profiles");
  if (profiles !== undefined) entries.set("profiles", { ...profiles, value: withoutClaims(profiles.value) });
  return mergeBody(mapTree(base.span, entries), over);
}
