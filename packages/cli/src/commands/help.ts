import { suggest } from "@goldilocks/diagnostics";
import type { Command } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { commandHelp, generalHelp } from "../help-text.ts";

/** `exp help [COMMAND]`. It is given the other commands, which know nothing of it. */
export const helpFor = (others: readonly Command[]): Command => {
  const help: Command = {
    name: "help",
    summary: "explain a command",
    usage: "help [COMMAND]",
    details: "",
    options: {},
    run: async ({ positionals: [name] }, { out }) => {
      const all = [...others, help];
      const command = all.find((candidate) => candidate.name === name);
      if (name !== undefined && command === undefined) throw unknown(name, all);
      out.write(command === undefined ? generalHelp(all, out.color) : commandHelp(command, out.color));
      return exitCodes.done;
    },
  };
  return help;
};

function unknown(name: string, all: readonly Command[]): UsageError {
  const names = all.map((command) => command.name);
  const near = suggest(name, names);
  const hint = near === undefined ? `commands: ${names.join(", ")}` : `did you mean ${near}?`;
  return new UsageError({ code: "CLI_UNKNOWN_COMMAND", message: `there is no command ${name}`, hint });
}
