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

function inMap(tree: Tree, path: Path): Fault[] {
  if (tree.kind === "list") return tree.items.flatMap((item, index) => inMap(item, [...path, index]));
  if (tree.kind !== "map") return [];
  const faults: Fault[] = [];
  for (const [name, { value }] of tree.entries) {
    const at = [...path, name];
    if (name === "zip" && value.kind === "map") {
      for (const [group, { value: columns }] of value.entries) faults.push(...inColumns(columns, [...at, group]));
    } else if (meantAsPath(name, value)) faults.push(unknownAxis(name, at));
  }
  return faults;
}

const inColumns = (tree: Tree, path: Path): Fault[] =>
  tree.kind === "map"
    ? [...tree.entries.keys()]
        .filter((name) => !settingSchemas.has(name))
        .map((name) => unknownAxis(name, [...path, name]))
    : [];

/** Axes, in a file's grid and in those of its profiles, that were meant to set a setting which does not exist. */
export function axisNameFaults(file: Tree): Fault[] {
  const grid = treeAt(file, ["grid"]);
  const faults = grid === undefined ? [] : inMap(grid, ["grid"]);
  const profiles = treeAt(file, ["profiles"]);
  if (profiles?.kind !== "map") return faults;
  for (const [name, { value }] of profiles.entries) {
    const own = treeAt(value, ["grid"]);
    if (own !== undefined) faults.push(...inMap(own, ["profiles", name, "grid"]));
  }
  return faults;
}
