import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CliError } from "../error.ts";

const MOST_BYTES = 256 * 1_048_576;

/**
 * What git prints, run in a folder.
 *
 * @throws {@link CliError} `CLI_NO_GIT` where there is no such program; the error of `execFile` where git fails.
 */
export async function git(
  cwd: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Buffer> {
  try {
    const options = { cwd, env, encoding: "buffer", maxBuffer: MOST_BYTES } as const;
    const { stdout } = await promisify(execFile)("git", [...words], options);
    return stdout;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    const hint = "install git, or put it on the PATH";
    throw new CliError({ code: "CLI_NO_GIT", message: "there is no git", hint }, { cause: error });
  }
}
