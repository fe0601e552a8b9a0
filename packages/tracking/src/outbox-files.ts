import { randomUUID } from "node:crypto";
import { closeSync, constants, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { appendFile, mkdir, open, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { openRegularSync, readPart } from "@goldilocks/regular-files";

/** All that the outbox asks of a disk, so that a test can make any of it fail. Errors have the operating system's `code`. */
export interface OutboxFiles {
  /** The names in a folder; none when there is no such folder. */
  list(folder: string): readonly string[];
  /** `length` bytes from an offset, fewer at the end of the file. */
  read(path: string, offset: number, length: number): Uint8Array;
  size(path: string): number;
  /** A new file, whole or not at all, also after a power cut. Folders are made. */
  write(path: string, parts: readonly Uint8Array[]): Promise<void>;
  /** Adds to the end of a file at once, so that two processes do not tear each other's lines. Folders are made. */
  append(path: string, text: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  /** A file that is gone already is no error. */
  remove(path: string): Promise<void>;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** Whether a file was not there. */
export const isMissing = (error: unknown): boolean => codeOf(error) === "ENOENT";

/** That a process may not open a file, or no more files, says nothing about what is in it. */
const NOT_THE_FILE = new Set(["EACCES", "EPERM", "EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "ESTALE"]);

/** Whether reading failed of something else than the file's bytes. */
export const isNotTheFile = (error: unknown): boolean => NOT_THE_FILE.has(codeOf(error));

// A pipe in the file's place is an error, where it would wait for a reader. (Windows has neither.)
const APPEND_AT_ONCE = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);

/** What an interrupted write leaves behind ends so. */
const TEMPORARY = ".part";

function read(path: string, offset: number, length: number): Uint8Array {
  const descriptor = openRegularSync(path);
  try {
    return readPart(descriptor, offset, length);
  } finally {
    closeSync(descriptor);
  }
}

/** A folder that may not be looked into is no empty one: whoever clears up would take what waits in it for nothing. */
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  // Some file systems cannot sync a folder; there is nothing better to do on them.
  await handle.sync().catch(() => {});
  await handle.close();
}

async function write(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
  try {
    const handle = await open(temporary, "wx");
    try {
      for (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

/** The machine's own disk. What is small and asked for often is read at once, without Node's thread pool. */
export const nodeOutboxFiles: OutboxFiles = {
  list,
  read,
  size: (path) => statSync(path).size,
  write,
  append: async (path, text) => {
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    await appendFile(path, text, { flag: APPEND_AT_ONCE });
  },
  move: async (from, to) => {
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  },
  remove: async (path) => {
    await unlink(path).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  },
};

/** Removes what an interrupted write left an hour ago or longer. */
export async function sweep(folder: string, now: number): Promise<void> {
  for (const name of nodeOutboxFiles.list(folder).filter((found) => found.endsWith(TEMPORARY))) {
    const path = `${folder}/${name}`;
    const { mtimeMs } = await stat(path);
    if (now - mtimeMs > 3_600_000) await unlink(path);
  }
}
