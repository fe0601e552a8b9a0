import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { abandonedIn, ownedName } from "@goldilocks/store";

/** Does work in a new folder of its own, which is gone afterwards; so are those that killed processes left under the same beginning of a name. */
export async function inOwnFolder<T>(parent: string, before: string, work: (folder: string) => Promise<T>): Promise<T> {
  for (const { path } of await abandonedIn(parent, before)) await removeFolder(path).catch(() => {});
  const folder = join(parent, `${before}${ownedName()}`);
  // The machine's temporary folder is everybody's to look into; what is made there, such as sources, is not for everybody.
  await mkdir(folder, { mode: parent === tmpdir() ? 0o700 : 0o777 });
  try {
    return await work(folder);
  } finally {
    await removeFolder(folder);
  }
}

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
