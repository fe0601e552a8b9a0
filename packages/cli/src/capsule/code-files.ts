import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foundBytes } from "../found-file.ts";
import { checkCommit } from "../machine/check-commit.ts";
import { git } from "../machine/git.ts";
import { inOwnFolder } from "../own-folder.ts";

/** Code as files of a capsule. */
type Files = Readonly<Record<string, Uint8Array>>;

/**
 * A commit of the program as files of a capsule: its history as a git bundle, `code.bundle`; what was changed on top of it, `code.patch`;
 * and the sources themselves below `code/`, for a machine without git. The repository itself is only read.
 *
 * @throws as {@link checkCommit} does.
 */
export async function codeFiles(repository: string, commit: string, patch: Uint8Array | null): Promise<Files> {
  await checkCommit(repository, commit);
  return inOwnFolder(tmpdir(), "goldilocks-code-", async (place) => {
    const clone = join(place, "code");
    const root = (await git(repository, ["rev-parse", "--show-toplevel"])).toString().trimEnd();
    await git(repository, ["clone", "--quiet", "--no-checkout", "--shared", root, clone]);
    await git(clone, ["-c", "advice.detachedHead=false", "checkout", "--quiet", "-B", "recorded", commit]);
    const bundle = join(place, "code.bundle");
    await git(clone, ["bundle", "create", "--quiet", bundle, "recorded"]);
    if (patch !== null) {
      await writeFile(join(place, "patch"), patch);
      await git(clone, ["apply", "--binary", "--whitespace=nowarn", join(place, "patch")]);
    }
    const listed = await git(clone, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    const files: Record<string, Uint8Array> = { "code.bundle": await readFile(bundle) };
    if (patch !== null) files["code.patch"] = patch;
    for (const name of listed.toString().split("\0")) {
      // A file that the patch removed is still listed, and a link may lead to a device.
      const bytes = name === "" ? undefined : await foundBytes(join(clone, name));
      if (bytes !== undefined) files[`code/${name}`] = bytes;
    }
    return files;
  });
}
