import { chmod, mkdir, open, readdir, realpath, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { inBatches } from "@goldilocks/engine";
import { abandonedIn, ownedName } from "@goldilocks/store";
import { foundBytes } from "./found-file.ts";
import { HIDDEN } from "./replace-file.ts";

/** Begins the name of a folder that is being replaced. */
const OLD = ".old.";
/** Times that a folder is put in its place again where another process keeps putting its own there. */
const TRIES = 100;
/** Milliseconds between two of them, at most. */
const PAUSE = 20;

/** What a new folder gets. */
export interface Successor {
  /** Looks at what is there, and throws where it must stay. */
  readonly check?: (folder: string) => Promise<void>;
  /** Writes the new files into a temporary folder. */
  readonly fill: (temporary: string) => Promise<void>;
  /** Names of files and folders in the old folder that are not replaced: they are moved to the new one. @default none */
  readonly foreign?: (old: string) => Promise<readonly string[]>;
}

/**
 * Replaces a folder whole: `fill` writes to a temporary one beside it, which then takes its place. The old one stays until the new one is
 * complete and on the disk. Several processes may do so at once: the folder is always that of one of them.
 *
 * @throws the system's error where it cannot write; the old folder is then in its place.
 */
export async function swapFolder(folder: string, { check, fill, foreign = nothing }: Successor): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await mendFolder(folder, foreign);
  const target = await realpath(folder).catch(() => folder);
  await check?.(target);
  const temporary = join(dirname(target), `${HIDDEN}${ownedName()}.${basename(target)}`);
  try {
    await mkdir(temporary);
    await fill(temporary);
    await syncFiles(temporary);
    const { mode } = (await stat(target).catch(() => undefined)) ?? {};
    if (mode !== undefined) await chmod(temporary, mode & 0o7777).catch(() => {});
    for (const old of await swap(temporary, target)) await carryOver(old, target, foreign);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const nothing = (): Promise<readonly string[]> => Promise.resolve([]);

/** Puts right what processes left that were killed while they replaced a folder: a half-made new one, or an old one that had to make room. */
export async function mendFolder(folder: string, foreign: NonNullable<Successor["foreign"]>): Promise<void> {
  const target = await realpath(folder).catch(() => folder);
  const beside = dirname(target);
  const ofTarget = async (before: string): Promise<readonly string[]> =>
    (await abandonedIn(beside, before)).filter(({ rest }) => rest === basename(target)).map(({ path }) => path);
  for (const path of await ofTarget(OLD)) {
    if (await isThere(target)) await carryOver(path, target, foreign);
    else await rename(path, target);
  }
  for (const path of await ofTarget(HIDDEN)) await rm(path, { recursive: true, force: true });
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Asks the system to write the files of a folder to the disk, so that a power cut leaves the old folder or the whole new one. */
async function syncFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // Together, for the system writes many files in hardly more time than one.
  await inBatches(files, async (path) => {
    const file = await open(path, "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

/** Another process put its own folder there first. */
const isTaken = (error: unknown): boolean => ["ENOTEMPTY", "EEXIST"].includes(codeOf(error));

/** On Windows, a folder cannot be moved while a program has one of its files open. */
const isInUse = (error: unknown): boolean =>
  process.platform === "win32" && ["EPERM", "EACCES", "EBUSY", "ENOTEMPTY"].includes(codeOf(error));

/** Puts a folder in the place of another, and returns where that one lies now; where it fails, that one comes back. */
async function swap(temporary: string, target: string): Promise<readonly string[]> {
  const olds: string[] = [];
  for (let tries = 1; ; tries++) {
    try {
      const old = join(dirname(target), `${OLD}${ownedName()}.${basename(target)}`);
      // By its time, others tell whether it was forgotten here; a folder that is moved keeps the one it had.
      await utimes(target, new Date(), new Date()).catch(() => {});
      if (await wasMoved(target, old)) olds.push(old);
      await rename(temporary, target);
      return olds;
    } catch (error) {
      if (tries < TRIES && (isTaken(error) || isInUse(error))) {
        await pause();
        continue;
      }
      const last = olds.at(-1);
      if (last !== undefined && !(await isThere(target))) await rename(last, target);
      throw error;
    }
  }
}

const wasMoved = (from: string, to: string): Promise<boolean> =>
  rename(from, to).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    },
  );

/** Processes that get into each other's way wait for different times. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE));

/** Moves what is not replaced from an old folder to the new one, then removes the old one. */
async function carryOver(old: string, target: string, foreign: NonNullable<Successor["foreign"]>): Promise<void> {
  for (const name of await foreign(old)) {
    if (!(await isSameFile(join(old, name), join(target, name)))) await moveInto(target, join(old, name), name);
  }
  await rm(old, { recursive: true, force: true });
}

/** Moves a file into a folder that other processes may be replacing at that moment, under a name that is free there. */
async function moveInto(target: string, path: string, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await rename(path, await freePath(target, name));
      return;
    } catch (error) {
      if (tries >= TRIES || (codeOf(error) !== "ENOENT" && !isInUse(error))) throw error;
      await pause();
    }
  }
}

async function freePath(folder: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? name : `${name}.kept${n === 2 ? "" : `-${n - 1}`}`);
    if (!(await isThere(path))) return path;
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map(foundBytes));
  return one !== undefined && other !== undefined && one.equals(other);
}
