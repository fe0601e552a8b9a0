import type { Arguments, OptionTable } from "./arguments.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Started } from "./invocation.ts";
import type { Terminal } from "./text/terminal.ts";

/** What a command works with besides its arguments. */
export interface Session {
  readonly out: Terminal;
  readonly err: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The words after the program's name, as typed. */
  readonly argv: readonly string[];
  /** How the process was started; absent where it was by the program's own name. */
  readonly started?: Started;
}

/** What a shell offers for an argument: experiment files, keys of the language, names of commands or shells. */
export type Completion = "command" | "experiment" | "key" | "shell";

/** One command of `exp`: to add one, add a file under `commands/` and a line to the registry. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows `exp`, as help shows it. */
  readonly usage: string;
  /** Text of its help after the usage line; examples belong here. */
  readonly details: string;
  readonly options: OptionTable;
  /** What its argument is, for a shell that completes it; absent where it is nothing that could be listed. */
  readonly argument?: Completion;
  run(given: Arguments, session: Session): Promise<ExitCode>;
}
