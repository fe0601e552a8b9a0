import { CliError } from "./error.ts";

const space = "free some space, then run the same command again";
const inTheWay = "move the file that is in the way, then run the same command again";

/** What helps against what the system answers; against anything else, what the caller says. */
const hints: Readonly<Record<string, string>> = {
  EDQUOT: space,
  EEXIST: inTheWay,
  EFBIG: "raise the limit on the size of files (ulimit -f), then run the same command again",
  ENOSPC: space,
  ENOTDIR: inTheWay,
};

/** What to throw where writing failed: `CLI_CANNOT_WRITE` for an error of the system, any other error as it is. */
export function cannotWrite(named: string, error: unknown, hint: string): unknown {
  if (!(error instanceof Error && "syscall" in error)) return error;
  const message = `cannot write ${named}: ${error.message}`;
  const code = "code" in error ? String(error.code) : "";
  return new CliError({ code: "CLI_CANNOT_WRITE", message, hint: hints[code] ?? hint }, { cause: error });
}
