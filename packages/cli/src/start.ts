import { exitCodes } from "./exit-codes.ts";
import type { Started } from "./invocation.ts";
import { program } from "./program.ts";
import { errorLines, issuesLines, lostOutput } from "./text/report-error.ts";
import { terminalOf } from "./text/terminal.ts";

/** Runs the command line of a process, and gives the process its exit code. */
export async function start(process: NodeJS.Process): Promise<void> {
  const { argv, env, stderr, stdout } = process;
  const [out, err] = [terminalOf(stdout, env), terminalOf(stderr, env)];
  process.on("uncaughtException", (error) => {
    err.print(errorLines(error, err, env["GOLDILOCKS_DEBUG"] === "1"));
    process.exit(exitCodes.failed);
  });
  let isLost = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (hasGone(error) || isLost) return;
    isLost = true;
    process.exitCode = exitCodes.failed;
    err.print(issuesLines([lostOutput(error)], err));
  });
  // What is told there has nowhere else to go, and decides nothing.
  stderr.on("error", () => {});
  const started = startedAs(process);
  const code = await program({ argv: argv.slice(2), env, ...(started !== undefined && { started }), out, err });
  process.exitCode = isLost ? exitCodes.failed : code;
}

/** A reader that has seen enough (`exp help | head`), or a terminal that is gone, is no error. */
const hasGone = ({ code }: NodeJS.ErrnoException): boolean => code === "EPIPE" || code === "EIO";

/** How the process was started; undefined where the folder is gone in which it was. */
function startedAs(process: NodeJS.Process): Started | undefined {
  try {
    return { nodeOptions: process.execArgv, script: process.argv[1] ?? "", directory: process.cwd() };
  } catch {
    return undefined;
  }
}
