import { didYouMean } from "@goldilocks/diagnostics";
import { aliasHint } from "./aliases.ts";
import { isSettingsMap, settingSchemas } from "./setting-paths.ts";
import { show } from "./show.ts";
import { type Fault } from "./explain.ts";
import { treeAt, type Path, type Tree } from "./tree.ts";

/** A range, which no variants are: one of these may be called `linear`, but is a map. */
const isRange = (tree: Tree): boolean => {
  if (tree.kind !== "map") return false;
  const linear = tree.entries.get("linear")?.value.kind;
  return linear === "list" || ["log10", "ratioOf", "values"].some((key) => tree.entries.has(key));
};

/** A list that holds no map is a list of values, never one of named variants. */
const isValues = (tree: Tree): boolean => tree.kind === "list" && tree.items.every(({ kind }) => kind !== "map");

/** Whether a name that is no settings path was nevertheless meant to be one. */
function meantAsPath(name: string, tree: Tree): boolean {
  if (name === "zip" || settingSchemas.has(name)) return false;
  return name.includes(".") || isSettingsMap(name) || isRange(tree) || isValues(tree);
}

function unknownAxis(name: string, path: Path): Fault {
  const hint = isSettingsMap(name)
    ? `write the whole path, as in ${[...settingSchemas.keys()].find((one) => one.startsWith(`${name}.`))}`
    : (aliasHint(name) ??
      didYouMean(name, settingSchemas.keys()) ??
      "name a setting by its path, or give named variants");
  const message = `the axis ${show(name)} names no setting`;
  return { code: "SPEC_UNKNOWN_AXIS", message, hint, path, key: true };
}

function* inMap(tree: Tree, path: Path): Generator<Fault> {
  if (tree.kind === "list") for (const [index, item] of tree.items.entries()) yield* inMap(item, [...path, index]);
  if (tree.kind !== "map") return;
  for (const [name, { value }] of tree.entries) {
    const at = [...path, name];
    if (name === "zip" && value.kind === "map") {
      for (const [group, { value: columns }] of value.entries) yield* inColumns(columns, [...at, group]);
    } else if (meantAsPath(name, value)) yield unknownAxis(name, at);
  }
}

function* inColumns(tree: Tree, path: Path): Generator<Fault> {
  if (tree.kind !== "map") return;
  for (const name of tree.entries.keys()) if (!settingSchemas.has(name)) yield unknownAxis(name, [...path, name]);
}

/** Axes, in a file's grid and in those of its profiles, that were meant to set a setting which does not exist. One by one: each is costly. */
export function* axisNameFaults(file: Tree): Generator<Fault> {
  const grid = treeAt(file, ["grid"]);
  if (grid !== undefined) yield* inMap(grid, ["grid"]);
  const profiles = treeAt(file, ["profiles"]);
  if (profiles?.kind !== "map") return;
  for (const [name, { value }] of profiles.entries) {
    const own = treeAt(value, ["grid"]);
    if (own !== undefined) yield* inMap(own, ["profiles", name, "grid"]);
  }
}
