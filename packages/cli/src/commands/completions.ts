import { suggest } from "@goldilocks/diagnostics";
import { valueOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { completedCommands, shells } from "../completion/words.ts";
import { zshScript } from "../completion/zsh.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { linesOf } from "../text/terminal.ts";
import { findWorkspace } from "../workspace.ts";

/** A script for each shell. */
const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `exp completions SHELL`. It is given the other commands, which know nothing of it. */
export const completionsFor = (others: readonly Command[]): Command => {
  const completions: Command = {
    name: "completions",
    summary: "print a script by which bash, zsh or fish completes commands, options, experiments and profiles",
    usage: `completions ${shells.join("|")}`,
    details: `examples:
  source <(exp completions bash)     in ~/.bashrc
  source <(exp completions zsh)      in ~/.zshrc, after compinit
  exp completions fish | source      in ~/.config/fish/config.fish`,
    argument: "shell",
    options: {
      "profiles-of": { value: "FILE", summary: "print the names of a file's profiles instead; the scripts ask for it" },
    },
    run: async (given, { env, out }) => {
      const file = valueOf(given, "profiles-of");
      if (file !== undefined) {
        const { profilesOf } = await import("../completion/profiles.ts");
        const names = await profilesOf(findWorkspace(env, process.cwd()).base, file);
        out.print(names);
        return exitCodes.done;
      }
      const word = exactlyOne(given, "shell", "exp completions bash");
      const shell = shells.find((known) => known === word);
      if (shell === undefined) throw unknownShell(word);
      out.print(linesOf(scripts[shell](completedCommands([...others, completions, help]))));
      return exitCodes.done;
    },
  };
  // Only what a shell needs of it: its own record is made of all the others, this one too.
  const help: Command = {
    ...completions,
    name: "help",
    summary: "explain a command",
    argument: "command",
    options: {},
  };
  return completions;
};

function unknownShell(word: string): UsageError {
  const near = suggest(word, shells);
  const hint = near === undefined ? `shells: ${shells.join(", ")}` : `did you mean ${near}?`;
  return new UsageError({ code: "CLI_BAD_VALUE", message: `there are no completions for ${word}`, hint });
}
