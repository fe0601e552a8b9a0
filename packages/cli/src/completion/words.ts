import { keyPaths } from "@goldilocks/spec";
import type { Command, Completion } from "../command.ts";

/** An option as a completion script needs it. */
interface CompletedOption {
  /** With its dashes. */
  readonly name: string;
  readonly summary: string;
  /** Words that its value is one of, names of profiles, or anything; null for a switch. */
  readonly value: readonly string[] | "profile" | "anything" | null;
}

/** A command as a completion script needs it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** Words that its argument is one of, `experiment` for a YAML file, null for none. */
  readonly argument: readonly string[] | "experiment" | null;
  readonly options: readonly CompletedOption[];
}

/** Shells that scripts are made for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** Every command, what its argument can be, and its options. */
export function completedCommands(commands: readonly Command[]): readonly CompletedCommand[] {
  const names = commands.map(({ name }) => name);
  return commands.map(({ name, summary, argument, options }) => ({
    name,
    summary,
    argument: wordsFor(argument, names),
    options: [
      ...Object.entries(options).map(([option, about]) => ({
        name: `--${option}`,
        summary: about.summary,
        value: valueOf(option, about.value),
      })),
      { name: "--help", summary: "show how it is used", value: null },
    ],
  }));
}

function wordsFor(argument: Completion | undefined, commands: readonly string[]): CompletedCommand["argument"] {
  if (argument === undefined) return null;
  if (argument === "experiment") return argument;
  return { command: commands, key: keyPaths, shell: shells }[argument];
}

function valueOf(option: string, value: string | undefined): CompletedOption["value"] {
  if (value === undefined) return null;
  if (option === "profile") return "profile";
  return value.includes("|") ? value.split("|") : "anything";
}
