import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { suggest } from "@goldilocks/diagnostics";
import type { Session } from "./command.ts";
import { UsageError } from "./error.ts";
import { findWorkspace } from "./workspace.ts";

/** There is no command of that name. */
export function unknownCommand(word: string, known: readonly string[], message: string): UsageError {
  const near = suggest(word, known);
  const hint = near === undefined ? `commands: ${known.join(", ")}` : `did you mean exp ${near}?`;
  return new UsageError({ code: "CLI_UNKNOWN_COMMAND", message, hint });
}

/** `exp plna FILE` runs nothing: a first word that is neither command nor file was meant as a command. */
export function refuseUnknownCommand(word: string, known: readonly string[], { env }: Session): void {
  if (word.startsWith("-") || /[./\\]/u.test(word)) return;
  if (existsSync(resolve(findWorkspace(env, process.cwd()).base, word))) return;
  throw unknownCommand(word, known, `${word} is neither a command nor a file`);
}
