import { execFile } from "node:child_process";
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import type { Store } from "@goldilocks/engine";
import { openStore } from "@goldilocks/store";
import { fewNames, fewNamesOnline } from "../isolation/environment.ts";
import { findIsolation, type Isolation, reachOf } from "../isolation/isolation.ts";
import { inOwnFolder } from "../own-folder.ts";
import { codeFailed, runProgram, type Watch } from "./run-program.ts";
import type { Target } from "./target.ts";

/** Code that somebody else may have written. */
export interface ForeignCode {
  /** Where it is from, in words. */
  readonly from: string;
  /** Writes its files into a folder; the settings of package managers among them are left out by {@link isSetting}. */
  readonly fill: (folder: string) => Promise<void>;
}

/** Files with which code decides how a package manager installs it, and where from. They are not laid out. */
export const isSetting = (path: string): boolean =>
  /(?:^|\/)(?:\.npmrc|\.?pnpmfile\.[cm]?js|\.yarnrc(?:\.yml)?)$/iu.test(path);

/** Fills a folder with the files of a git worktree. */
export const copyOf =
  (worktree: string): ForeignCode["fill"] =>
  (folder) =>
    cp(worktree, folder, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (from) => isCopied(relative(worktree, from)),
    });

const isCopied = (path: string): boolean =>
  !isSetting(path) && !path.split(sep).some((name) => [".git", ".rerun", "node_modules"].includes(name));

/** What the package manager does not do for code of others: run its scripts and hooks, or fetch the version of itself that it names. */
const CAUTION = ["manage-package-manager-versions=false", "verify-deps-before-run=false", "ignore-pnpmfile=true"].map(
  (setting) => `--config.${setting}`,
);
const NO_SCRIPTS = ["--frozen-lockfile", "--ignore-scripts", "--ignore-pnpmfile"];

/**
 * Installs code of somebody else and runs a target's experiment with it: in a temporary folder, with an empty store, an environment of a
 * few names, and as much isolation as the system offers. The install reaches the package registry; the run reaches nothing.
 *
 * @param read - Reads what the code made; the store is gone afterwards.
 * @param ways - Ways to isolate it, the best first. @default those that the system offers
 * @throws {@link CliError} `CLI_RECORDED_CODE_FAILED`.
 */
export function runForeign<T>(
  target: Target,
  { from, fill }: ForeignCode,
  watch: Watch,
  read: (store: Store, isolation: Isolation) => Promise<T>,
  ways?: readonly Isolation[],
): Promise<T> {
  return inOwnFolder(tmpdir(), "goldilocks-foreign-", async (place) => {
    for (const name of ["code", "home", "tmp", "tools"]) await mkdir(join(place, name));
    const isolation = await findIsolation(place, ways);
    watch.say(`warning: this runs a program that came with ${from}. Isolation: ${isolation.words}`);
    await fill(join(place, "code"));
    const file = join(place, "experiment.yaml");
    // JSON is YAML: every version of the language reads it.
    await writeFile(file, JSON.stringify(target.normal));
    const pnpm = await install(place, isolation, watch);
    const store = join(place, "store");
    const words = [pnpm, ...CAUTION, "run", "exp", file, "--quiet", "--workers", String(watch.workers)];
    const apart = { GOLDILOCKS_STORE: store, GOLDILOCKS_RESULTS: join(place, "results"), GOLDILOCKS_MLFLOW: "off" };
    const env = { ...fewNames(place), PATH: pathWith(place), ...apart };
    const started = { cwd: join(place, "code"), env, step: "pnpm run exp", stop: "group" } as const;
    const run = runProgram(isolation.command(words, reachOf(place, false)), started, watch);
    // Cells that failed then fail again: what was made of the others is there in spite of the exit code.
    await (target.partialOf === null ? run : run.catch(() => {}));
    await checkPlain(store);
    return read(await openStore(store), isolation);
  });
}

/** Fetches the package manager, and with it the code's packages. Returns the package manager's path. */
async function install(place: string, isolation: Isolation, watch: Watch): Promise<string> {
  const env = { ...fewNamesOnline(place, await registry()), PATH: pathWith(place) };
  const online = (folder: string, step: string, words: readonly string[]): Promise<void> => {
    const started = { cwd: join(place, folder), env, step, stop: "group" } as const;
    return runProgram(isolation.command(words, reachOf(place, true)), started, watch);
  };
  // Beside the code: a package manager that starts in its folder obeys its settings.
  await online("tools", "npm install", ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "pnpm@10"]);
  const pnpm = join(binFolder(place), "pnpm");
  await online("code", "pnpm install", [pnpm, ...CAUTION, "install", ...NO_SCRIPTS]);
  return pnpm;
}

const binFolder = (place: string): string => join(place, "tools", "node_modules", ".bin");

/** What the code starts by name is found here first. */
const pathWith = (place: string): string =>
  [binFolder(place), process.env["PATH"] ?? "", dirname(process.execPath)].join(delimiter);

/** The registry that this person uses, without what logs in to it; empty where npm knows none. */
async function registry(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("npm", ["config", "get", "registry"], { cwd: tmpdir() });
    const url = new URL(stdout.trim());
    return url.username === "" && url.password === "" ? url.href : "";
  } catch {
    return "";
  }
}

/** Refuses a folder that code of others filled with anything but files: to read a link or a pipe is to do what they want. */
async function checkPlain(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (odd !== undefined) throw codeFailed("the end", `its store holds ${JSON.stringify(odd.name)}, which is no file`);
}
