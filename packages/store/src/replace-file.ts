import { dirname } from "node:path";
import { clearNoFile } from "./damage.ts";
import { asStoreError, errno } from "./errno.ts";
import { type OpenFile } from "./file-system.ts";
import { type Place } from "./place.ts";
import { temporaryPath } from "./temporary.ts";

/**
 * Runs an operation in a directory; when the directory is missing, makes it durably and runs the operation once more.
 *
 * So the 512 directories of objects and results cost a sync each, once in a store's life, and none before they are needed.
 */
export async function withDirectory<T>({ files }: Place, directory: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (errno(error) !== "ENOENT") throw error;
    await files.makeDirectory(directory);
    await files.syncDirectory(dirname(directory));
    return operation();
  }
}

async function fill(file: OpenFile, parts: readonly Uint8Array[], sync: boolean): Promise<void> {
  try {
    for (const part of parts) await file.write(part);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

/** A complete file in `tmp/`, which the caller moves, links or removes. Without `sync` it may not survive a power cut. */
export async function temporaryFile(place: Place, parts: readonly Uint8Array[], sync: boolean): Promise<string> {
  const path = temporaryPath(place);
  const file = await withDirectory(place, dirname(path), () => place.files.create(path));
  try {
    await fill(file, parts, sync);
    return path;
  } catch (error) {
    await removeQuietly(place, path); // on a full disk above all
    throw error;
  }
}

/** Removes a file that is worthless by now; what cannot be removed is swept when the store is next opened. */
export async function removeQuietly({ files }: Place, path: string): Promise<void> {
  await files.remove(path).catch(() => {});
}

/**
 * Writes a file so that at every moment, through any crash, the old one or the new one is there, whole.
 *
 * Two syncs, but for a new directory: the bytes before they get their name, and the name before the promise resolves.
 */
export async function replaceFile(place: Place, path: string, ...parts: readonly Uint8Array[]): Promise<void> {
  try {
    for (let tries = 1; !(await wasReplaced(place, path, parts, tries < TRIES)); tries++);
    await place.files.syncDirectory(dirname(path));
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/** How often a file is written at most, where somebody else removes it before it gets its name. */
const TRIES = 3;

/** False where the temporary file was gone: another machine, whose clock jumped, took it for a forgotten one. */
async function wasReplaced(
  place: Place,
  path: string,
  parts: readonly Uint8Array[],
  mayBeGone: boolean,
): Promise<boolean> {
  const temporary = await temporaryFile(place, parts, true);
  try {
    await withDirectory(place, dirname(path), () => rename(place, temporary, path));
    return true;
  } catch (error) {
    await removeQuietly(place, temporary);
    if (mayBeGone && errno(error) === "ENOENT") return false;
    throw error;
  }
}

/** Moves a file to its name. A folder of that name is set aside; over anything else a file can be moved. */
async function rename(place: Place, temporary: string, path: string): Promise<void> {
  try {
    await place.files.rename(temporary, path);
  } catch (error) {
    if (errno(error) === "ENOENT" || !(await clearNoFile(place, path))) throw error;
    await place.files.rename(temporary, path);
  }
}
