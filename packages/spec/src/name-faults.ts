import { type Fault } from "./explain.ts";
import { takenByRun, unportable } from "./reserved-names.ts";
import { show, showPath } from "./show.ts";
import { treeAt, type Path, type Tree } from "./tree.ts";

const textAt = (tree: Tree, path: Path): string | undefined => {
  const part = treeAt(tree, path);
  return part?.kind === "scalar" && typeof part.value === "string" ? part.value : undefined;
};

function nameFault(name: string | undefined, path: Path, key: boolean, why: string | undefined): Fault[] {
  if (name === undefined || why === undefined) return [];
  const what = key ? `a profile cannot be called ${show(name)}` : `${showPath(path)} cannot be ${show(name)}`;
  return [{ code: "SPEC_NAME", message: `${what}: ${why}`, hint: "choose another name", path, key }];
}

const whyNot = (name: string | undefined): string | undefined => (name === undefined ? undefined : unportable(name));

/** Names in a file, or in one of its profiles. */
function inBody(tree: Tree, at: Path): Fault[] {
  const path = [...at, "name"];
  const own = textAt(tree, path);
  const figures = treeAt(tree, [...at, "figures"]);
  const items = figures?.kind === "list" ? figures.items : [];
  return [
    ...nameFault(own, path, false, whyNot(own)),
    ...items.flatMap((item, index) => {
      const name = textAt(item, ["name"]);
      const why = whyNot(name) ?? (name === undefined ? undefined : takenByRun(name, textAt(item, ["kind"])));
      return nameFault(name, [...at, "figures", index, "name"], false, why);
    }),
  ];
}

/** Names in a file that no file or folder can have: of the experiment, its profiles and its figures. */
export function nameFaults(file: Tree): Fault[] {
  const profiles = treeAt(file, ["profiles"]);
  const names = profiles?.kind === "map" ? [...profiles.entries.keys()] : [];
  return [
    ...inBody(file, []),
    ...names.flatMap((name) => nameFault(name, ["profiles", name], true, unportable(name))),
    ...names.flatMap((name) => inBody(file, ["profiles", name])),
  ];
}
