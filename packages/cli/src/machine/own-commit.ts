import { CliError } from "../error.ts";
import { git } from "./git.ts";

/**
 * Whether a commit is part of what is checked out in a repository, or of one of its branches. A commit that was only fetched, such as a
 * proposal of somebody else, is neither.
 *
 * @throws {@link CliError} `CLI_NO_GIT`.
 */
export async function isOwnCommit(repository: string, commit: string): Promise<boolean> {
  const branches = await git(repository, ["for-each-ref", "--count=1", `--contains=${commit}`, "refs/heads"]);
  if (branches.length > 0) return true;
  try {
    await git(repository, ["merge-base", "--is-ancestor", commit, "HEAD"]);
    return true;
  } catch (error) {
    if (error instanceof CliError) throw error;
    return false;
  }
}
