import { mkdir, rename, rm, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { abandonedIn, ownedName } from "@goldilocks/store";
import { foundBytes } from "./found-file.ts";

/** Begins the names of what is not complete yet. */
export const HIDDEN = ".";

/** Writes a file at once or not at all, and not where the same bytes are there already. Returns whether it wrote. */
export async function replaceBytes(path: string, bytes: Uint8Array): Promise<boolean> {
  const old = await foundBytes(path);
  if (old !== undefined && old.equals(bytes)) return false;
  await replaceFile(path, (temporary) => writeFile(temporary, bytes));
  return true;
}

/** Writes a file at once or not at all: `write` makes a temporary one beside it, which then takes its place. */
export async function replaceFile<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `${HIDDEN}${ownedName()}.${basename(path)}`);
  try {
    const written = await write(temporary);
    await rename(temporary, path);
    return written;
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Removes what processes that were killed left half-written in a folder. What cannot be removed stays. */
export async function sweepLeftovers(folder: string): Promise<void> {
  for (const { path } of await abandonedIn(folder, HIDDEN))
    await rm(path, { recursive: true, force: true }).catch(() => {});
}

/** {@link replaceBytes} with a text, as UTF-8. */
export const replaceText = (path: string, text: string): Promise<boolean> =>
  replaceBytes(path, new TextEncoder().encode(text));
