import { CliError } from "../error.ts";
import { git } from "./git.ts";

/** Refuses a commit that a repository does not have. @throws {@link CliError} `CLI_UNKNOWN_COMMIT`, `CLI_NO_GIT`. */
export async function checkCommit(repository: string, commit: string): Promise<void> {
  try {
    await git(repository, ["cat-file", "-e", `${commit}^{commit}`]);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const message = `this repository does not have the commit ${commit}`;
    const hint = "fetch it, or unpack a capsule of the figure: it carries the code";
    throw new CliError({ code: "CLI_UNKNOWN_COMMIT", message, hint }, { cause });
  }
}
