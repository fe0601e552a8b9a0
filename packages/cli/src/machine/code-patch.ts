import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inOwnFolder } from "../own-folder.ts";
import { git } from "./git.ts";

/** What the program is made of; other files of a workspace decide no bits, and may not be for everyone. */
const PROGRAM = [
  "package.json",
  "packages",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "tsconfig.base.json",
  "tsconfig.json",
  "turbo.json",
];

const AS_PATCH = ["--binary", "--full-index", "--no-color", "--no-ext-diff", "--no-renames"];

/**
 * How the program's sources differ from the last commit, as a patch that `git apply` takes; new files are part of it, ignored ones
 * not. Empty where nothing differs. The index of the repository is left alone.
 *
 * @throws as {@link git} does.
 */
export function codePatch(root: string): Promise<Uint8Array> {
  return inOwnFolder(tmpdir(), "goldilocks-index-", async (place) => {
    const env = { ...process.env, GIT_INDEX_FILE: join(place, "index") };
    const there = PROGRAM.filter((name) => existsSync(join(root, name)));
    await git(root, ["read-tree", "HEAD"], env);
    await git(root, ["add", "--all", "--", ...there], env);
    return git(root, ["diff", ...AS_PATCH, "--cached", "HEAD", "--", ...there], env);
  });
}
