import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { foundBytes } from "../found-file.ts";
import { mendFolder, swapFolder } from "../swap-folder.ts";
import { foreignFiles } from "./listed-files.ts";

/** The files that a folder of results is to hold, by name. */
export type Contents = Map<string, () => Promise<Uint8Array>>;

/**
 * Gives a folder of results these files, all at once; a folder that has them already is left alone. Files that no run wrote stay, and one
 * whose name is needed gets `.kept` after it.
 */
export async function fillFolder(folder: string, contents: Contents): Promise<void> {
  const names = new Set(contents.keys());
  const foreign = (old: string): Promise<readonly string[]> => foreignFiles(old, names);
  // A process that was killed may have left a person's files beside a folder that is right.
  await mendFolder(folder, foreign);
  if (await hasAll(folder, contents)) return;
  const fill = async (temporary: string): Promise<void> => {
    for (const [name, read] of contents) await writeFile(join(temporary, name), await read());
  };
  await swapFolder(folder, { fill, foreign });
}

async function hasAll(folder: string, contents: Contents): Promise<boolean> {
  for (const [name, read] of contents) {
    const found = await foundBytes(join(folder, name));
    if (found === undefined || !found.equals(await read())) return false;
  }
  return true;
}
