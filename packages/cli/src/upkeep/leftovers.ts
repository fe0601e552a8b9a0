import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { abandonedIn } from "@goldilocks/store";
import { HIDDEN } from "../replace-file.ts";
import { halfMadeWorktrees } from "../rerun/recorded-code.ts";

/** Begins the name of the folder, in the store, in which `exp verify` computes anew. */
export const VERIFYING = "verify-";

/** Where worktrees of older code lie in a store. */
export const codeFolder = (store: string): string => join(store, "code");

/** Files that killed commands left in a store's folder, and their bytes; removed unless `dryRun`. What the living work in is not touched. */
export async function collectLeftovers(store: string, dryRun: boolean): Promise<{ files: number; bytes: number }> {
  const folders = [VERIFYING, HIDDEN].map(async (before) => (await abandonedIn(store, before)).map(({ path }) => path));
  const paths = [...(await Promise.all(folders)).flat(), ...(await halfMadeWorktrees(codeFolder(store)))];
  const total = { files: 0, bytes: 0 };
  for (const path of paths) {
    const sizes = await sizesBelow(path);
    total.files += sizes.length;
    total.bytes += sizes.reduce((sum, bytes) => sum + bytes, 0);
    if (!dryRun) await rm(path, { recursive: true, force: true });
  }
  return total;
}

async function sizesBelow(path: string): Promise<readonly number[]> {
  const facts = await stat(path);
  if (!facts.isDirectory()) return [facts.size];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes: number[] = [];
  for (const file of files) sizes.push((await stat(file)).size);
  return sizes;
}
