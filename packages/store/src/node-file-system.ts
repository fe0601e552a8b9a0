import { lstatSync, readdirSync, statSync } from "node:fs";
import { link, lutimes, mkdir, open, rename, unlink, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { readRegularSync } from "@goldilocks/regular-files";
import { asStoreError, errno } from "./errno.ts";
import { type FileFacts, type FileSystem, type OpenFile } from "./file-system.ts";

/**
 * A folder with those above it. Node's own recursive `mkdir` hides why it failed (a read-only disk is "no such file"), and never returns
 * where a folder exists and takes no folders (`/proc`).
 */
async function makeDirectory(path: string): Promise<void> {
  if (await madeOrThere(path)) return;
  // Another process may make any of these folders meanwhile, so that each is tried, not looked for.
  await makeDirectory(dirname(path));
  if (await madeOrThere(path)) return;
  const missing = Object.assign(new Error(`no such folder: ${path}`), { code: "ENOENT" });
  throw asStoreError(missing, path); // no answer to "is it there?", as ENOENT is elsewhere
}

/** Whether the folder is there now; false where it has none above it. */
async function madeOrThere(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (errno(error) === "EEXIST") {
      if (isDirectory(path)) return true;
      throw Object.assign(new Error(`not a directory: ${path}`), { code: "ENOTDIR" });
    }
    if (errno(error) !== "ENOENT" || dirname(path) === path) throw error;
    return false;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // a link that leads nowhere, or to itself
  }
}

function openFile(handle: FileHandle): OpenFile {
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

/** The kernels compute in 4 GiB of memory, so that nothing they make is larger. */
const MOST_BYTES = 2 ** 32;

/** A link that leads nowhere, or to itself, is there: nothing else can have its name. */
function factsOf(path: string): FileFacts {
  try {
    const facts = statSync(path);
    if (facts.isFile()) return { bytes: facts.size, modified: facts.mtimeMs, isFile: true };
  } catch (error) {
    if (!["ENOENT", "ELOOP"].includes(errno(error) ?? "")) throw error;
  }
  // Of a link its own time: a folder that it leads to changes with every file in it.
  return { bytes: 0, modified: lstatSync(path).mtimeMs, isFile: false };
}

const noDirectorySync = new Set(["EINVAL", "EISDIR", "ENOTSUP", "EBADF", "EPERM"]);

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems cannot sync a directory; there is nothing better to do on them.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!noDirectorySync.has(code)) throw error;
  } finally {
    await handle.close();
  }
}

/** The time of a file changes even where the clock stands still, or shows a time that the disk cannot keep. */
async function touch(path: string): Promise<void> {
  const before = lstatSync(path).mtimeMs;
  const now = new Date();
  await lutimes(path, now, now);
  if (lstatSync(path).mtimeMs !== before) return;
  const other = before / 1000 - 1;
  await lutimes(path, other, other);
}

/**
 * The machine's own file system, by way of Node.
 *
 * Reading is synchronous underneath: a small record from a warm cache takes 10 µs so, and 100 µs through Node's thread pool,
 * and ten thousand reads at once do not run out of file descriptors. What waits for the disk, writing and syncing, does not block.
 */
export const nodeFileSystem: FileSystem = {
  makeDirectory,
  create: async (path) => openFile(await open(path, "wx")),
  // A file that was cut meanwhile is for the reader to judge.
  read: async (path) => readRegularSync(path, MOST_BYTES),
  stat: async (path) => factsOf(path),
  list: async (path) => readdirSync(path),
  rename,
  link,
  remove: unlink,
  touch,
  syncDirectory,
};
