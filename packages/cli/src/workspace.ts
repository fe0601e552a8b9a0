import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

type Environment = Readonly<Record<string, string | undefined>>;

/** The places a command works in; all absolute. */
export interface Workspace {
  /** Where relative paths start: where the person stands, also below a package manager's `run`. */
  readonly base: string;
  /** The nearest folder upwards that holds `pnpm-workspace.yaml`, else `base`. */
  readonly root: string;
  readonly store: string;
  /** The folder of all folders of results. */
  readonly results: string;
}

const MARK = "pnpm-workspace.yaml";

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** The nearest folder at or above `from` that holds a pnpm workspace. */
export function workspaceRoot(from: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, MARK))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The places of this process: pnpm runs scripts in the package's folder and leaves the caller's in `INIT_CWD`. */
export function findWorkspace(env: Environment, cwd: string): Workspace {
  const { INIT_CWD: initial, GOLDILOCKS_STORE: store, GOLDILOCKS_RESULTS: results } = env;
  const base = initial !== undefined && initial !== "" && isDirectory(initial) ? resolve(initial) : cwd;
  const root = workspaceRoot(base) ?? base;
  return {
    base,
    root,
    store: store === undefined || store === "" ? join(root, ".goldilocks") : resolve(base, store),
    results: results === undefined || results === "" ? join(root, "results") : resolve(base, results),
  };
}

/** Where this program itself lies, for its version and its lockfile. */
export const programDirectory: string = dirname(dirname(fileURLToPath(import.meta.url)));
