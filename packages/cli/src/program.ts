import { readArguments } from "./arguments.ts";
import type { Command, Session } from "./command.ts";
import { commands } from "./commands.ts";
import { rerun } from "./commands/rerun.ts";
import { run } from "./commands/run.ts";
import { UsageError } from "./error.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { commandHelp, generalHelp } from "./help-text.ts";
import { programVersion } from "./machine/provenance.ts";
import { errorLines, issuesOf } from "./text/report-error.ts";
import { refuseUnknownCommand } from "./unknown-command.ts";

/** Runs one command line; never throws. Returns the process's exit code. */
export async function program(session: Session): Promise<ExitCode> {
  const { argv, err, env, out } = session;
  try {
    return await dispatch(session);
  } catch (error) {
    const usage = error instanceof UsageError;
    if (argv.includes("--json")) out.printJson({ outcome: "failed", issues: issuesOf(error) });
    err.print(errorLines(error, err, env["GOLDILOCKS_DEBUG"] === "1"));
    return usage ? exitCodes.usage : exitCodes.failed;
  }
}

async function dispatch(session: Session): Promise<ExitCode> {
  const { argv, out, err } = session;
  const [first] = argv;
  if (first === undefined) {
    err.print(generalHelp(commands, err.color));
    return exitCodes.usage;
  }
  if (first === "--version") {
    out.print(await programVersion());
    return exitCodes.done;
  }
  const named = commands.find(({ name }) => name === first);
  if (first === "--help" || first === "-h") {
    out.print(generalHelp(commands, out.color));
    return exitCodes.done;
  }
  if (named !== undefined) return runCommand(named, argv.slice(1), session);
  // Without a command's name, the words are those of `run`.
  const names = commands.map(({ name }) => name);
  if (isResult(first)) return runCommand(rerun, argv, session);
  if (first !== "") refuseUnknownCommand(first, names, session);
  return runCommand(run, argv, session);
}

/** A hash, or a figure's file: what is run again, while every other word names an experiment. */
const isResult = (word: string): boolean =>
  /^(?=.*\d|.{6})[0-9a-f]{4,64}$/iu.test(word) || /\.(?:png|svg)$/iu.test(word);

async function runCommand(command: Command, words: readonly string[], session: Session): Promise<ExitCode> {
  const end = words.indexOf("--");
  if ((end < 0 ? words : words.slice(0, end)).some((word) => word === "--help" || word === "-h")) {
    session.out.print(commandHelp(command, session.out.color));
    return exitCodes.done;
  }
  return command.run(readArguments(words, command.options), session);
}
