import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a file at once or not at all, and not where the same bytes are there already. Returns whether it wrote. */
export async function replaceBytes(path: string, bytes: Uint8Array): Promise<boolean> {
  const old = await readFile(path).catch(() => undefined);
  if (old !== undefined && old.equals(bytes)) return false;
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}`);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  return true;
}

/** Names of files that are not complete yet, as {@link replaceBytes} makes them. */
const TEMPORARY = /^\..+\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
/** Longer than anything is written for. */
const FORGOTTEN = 3_600_000;

/** Removes what a process that was killed left half-written in a folder. What cannot be removed stays. */
export async function sweepLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const sweep = async (name: string): Promise<void> => {
    const path = join(folder, name);
    if (Date.now() - (await stat(path)).mtimeMs > FORGOTTEN) await unlink(path);
  };
  await Promise.allSettled(names.filter((name) => TEMPORARY.test(name)).map(sweep));
}

/** {@link replaceBytes} with a text, as UTF-8. */
export const replaceText = (path: string, text: string): Promise<boolean> =>
  replaceBytes(path, new TextEncoder().encode(text));
