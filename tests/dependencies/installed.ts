import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** What is read of a package's own description. */
interface Description {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package that is installed, and the folder it lies in. */
export interface Installed extends Description {
  readonly folder: string;
}

function installedAt(folder: string): Installed {
  const description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Description;
  return { ...description, folder };
}

/** A package's licence as SPDX names it: from its description, else from the first line of its LICENSE file. */
export function licenceOf({ license, folder }: Installed): string {
  if (license !== undefined) return license;
  const path = join(folder, "LICENSE");
  const [title = ""] = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return title.trim() === "MIT License" ? "MIT" : "none stated";
}

const isOwn = (name: string): boolean => name.startsWith("@goldilocks/");

/** The packages of this repository that are run; those of the tests are not among them. */
export const ownPackages: readonly Installed[] = readdirSync(join(ROOT, "packages")).map((name) =>
  installedAt(join(ROOT, "packages", name)),
);

/** Where pnpm put what a package depends on: beside the package itself. */
function folderOf(name: string, from: Installed): string | undefined {
  const inside = from.folder.lastIndexOf(join("node_modules", from.name));
  const beside = inside < 0 ? join(from.folder, "node_modules") : join(from.folder.slice(0, inside), "node_modules");
  const path = join(beside, name);
  return existsSync(path) ? realpathSync(path) : undefined;
}

/** What a package depends on itself; an optional package that is not for this machine is left out. */
export function dependenciesOf(from: Installed): readonly Installed[] {
  const names = Object.keys({ ...from.dependencies, ...from.optionalDependencies }).filter((name) => !isOwn(name));
  return names.flatMap((name) => {
    const folder = folderOf(name, from);
    if (folder !== undefined) return [installedAt(folder)];
    if (from.optionalDependencies?.[name] !== undefined) return [];
    throw new Error(`${name}, which ${from.name} depends on, is not installed beside ${dirname(from.folder)}`);
  });
}

/** Everything that is installed to run the program, each package and version once. */
export function production(): readonly Installed[] {
  const found = new Map<string, Installed>();
  const visit = (from: Installed): void => {
    for (const one of dependenciesOf(from)) {
      if (found.has(one.folder)) continue;
      found.set(one.folder, one);
      visit(one);
    }
  };
  for (const own of ownPackages) visit(own);
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
