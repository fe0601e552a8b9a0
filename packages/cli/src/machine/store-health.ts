import { existsSync, statSync } from "node:fs";
import { readdir, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ownedName } from "@goldilocks/store";
import { HIDDEN } from "../replace-file.ts";

/** What the disk tells of a store. */
export interface StoreHealth {
  readonly directory: string;
  /** False where no run has made it yet. */
  readonly exists: boolean;
  /** Null if a file could be written there, else why not. */
  readonly notWritable: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly results: number;
  readonly runs: number;
  /** Damaged files that were set aside. */
  readonly quarantined: number;
  /** Bytes that the disk has left; null where that cannot be found out. */
  readonly free: number | null;
}

/** Looks at a store from outside; makes nothing that stays. */
export async function storeHealth(directory: string): Promise<StoreHealth> {
  const exists = existsSync(directory);
  const folder = exists && statSync(directory).isDirectory();
  const place = exists ? directory : nearestFolder(directory);
  const found = folder ? await filesBelow(directory) : [];
  const below = (name: string): number => found.filter(({ path }) => path.startsWith(join(directory, name))).length;
  return {
    directory,
    exists,
    notWritable: await tryWriting(place),
    files: found.length,
    bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    results: below("results"),
    runs: below("runs"),
    quarantined: below("quarantine"),
    free: await freeBytes(place),
  };
}

/** The folder that would hold it. */
function nearestFolder(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

interface FoundFile {
  readonly path: string;
  readonly bytes: number;
}

const AT_ONCE = 256;

async function filesBelow(directory: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: FoundFile[] = [];
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const some = paths.slice(from, from + AT_ONCE).map(async (path) => ({ path, bytes: await sizeOf(path) }));
    found.push(...(await Promise.all(some)));
  }
  return found;
}

/** Bytes of a file; 0 if it is gone by now: another run may be at work. */
const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function tryWriting(folder: string): Promise<string | null> {
  const path = join(folder, `${HIDDEN}${ownedName()}.doctor`);
  try {
    await writeFile(path, "");
    await rm(path);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const freeBytes = (folder: string): Promise<number | null> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
