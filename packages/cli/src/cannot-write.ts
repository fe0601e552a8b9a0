import { CliError } from "./error.ts";

/** What to throw where writing failed: `CLI_CANNOT_WRITE` for an error of the system, any other error as it is. */
export function cannotWrite(named: string, error: unknown, hint: string): unknown {
  if (!(error instanceof Error && "syscall" in error)) return error;
  const message = `cannot write ${named}: ${error.message}`;
  return new CliError({ code: "CLI_CANNOT_WRITE", message, hint }, { cause: error });
}
