import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
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

/** {@link replaceBytes} with a text, as UTF-8. */
export const replaceText = (path: string, text: string): Promise<boolean> =>
  replaceBytes(path, new TextEncoder().encode(text));
