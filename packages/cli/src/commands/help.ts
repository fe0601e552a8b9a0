import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { commandHelp, generalHelp } from "../help-text.ts";
import { unknownCommand } from "../unknown-command.ts";

/** `exp help [COMMAND]`. It is given the other commands, which know nothing of it. */
export const helpFor = (others: readonly Command[]): Command => {
  const help: Command = {
    name: "help",
    summary: "explain a command",
    usage: "help [COMMAND]",
    details: "",
    argument: "command",
    options: {},
    run: async ({ positionals: [name] }, { out }) => {
      const all = [...others, help];
      const command = all.find((candidate) => candidate.name === name);
      if (name !== undefined && command === undefined) {
        throw unknownCommand(
          name,
          all.map((one) => one.name),
          `there is no command ${name}`,
        );
      }
      out.print(command === undefined ? generalHelp(all, out.color) : commandHelp(command, out.color));
      return exitCodes.done;
    },
  };
  return help;
};
