import type { Arguments } from "./arguments.ts";
import { UsageError } from "./error.ts";

/**
 * The one argument that a command may have.
 *
 * @throws {@link UsageError} `CLI_TOO_MANY_ARGUMENTS`.
 */
export function atMostOne({ positionals }: Arguments, noun: string): string | undefined {
  const [first, second] = positionals;
  if (second !== undefined) {
    const message = `one ${noun} at a time, but ${positionals.length} are named: ${positionals.join(", ")}`;
    throw new UsageError({ code: "CLI_TOO_MANY_ARGUMENTS", message, hint: `name only ${first}` });
  }
  return first;
}

/**
 * The one argument that a command must have; `example` is a command line that has it.
 *
 * @throws {@link UsageError} `CLI_MISSING_ARGUMENT`, `CLI_TOO_MANY_ARGUMENTS`.
 */
export function exactlyOne(given: Arguments, noun: string, example: string): string {
  const word = atMostOne(given, noun);
  if (word !== undefined && word !== "") return word;
  const message = `no ${noun} is named`;
  throw new UsageError({ code: "CLI_MISSING_ARGUMENT", message, hint: `for example: ${example}` });
}

/** The one experiment file that a command is about. @throws as {@link exactlyOne} does. */
export const onlyFile = (given: Arguments, command: string): string =>
  exactlyOne(given, "experiment file", `exp ${command} experiments/toy-fig3.yaml`);

/** Refuses arguments of a command that has none. @throws {@link UsageError} `CLI_TOO_MANY_ARGUMENTS`. */
export function noArguments({ positionals }: Arguments, example: string): void {
  if (positionals.length === 0) return;
  const message = `nothing is named here, but ${positionals.join(", ")}`;
  throw new UsageError({ code: "CLI_TOO_MANY_ARGUMENTS", message, hint: `for example: ${example}` });
}

/**
 * The two arguments that a command must have.
 *
 * @throws {@link UsageError} `CLI_MISSING_ARGUMENT`, `CLI_TOO_MANY_ARGUMENTS`.
 */
export function exactlyTwo(given: Arguments, noun: string, example: string): readonly [string, string] {
  const [first, second] = oneOrTwo(given, noun, example);
  if (second !== undefined) return [first, second];
  throw new UsageError({
    code: "CLI_MISSING_ARGUMENT",
    message: `this needs a ${noun}`,
    hint: `for example: ${example}`,
  });
}

/** One argument, or two. @throws as {@link exactlyTwo} does. */
export function oneOrTwo(
  { positionals, ...given }: Arguments,
  noun: string,
  example: string,
): readonly [string, string | undefined] {
  const [first, second, ...others] = positionals;
  if (others.length > 0) {
    const message = `two at most, but ${positionals.length} are named: ${positionals.join(", ")}`;
    throw new UsageError({ code: "CLI_TOO_MANY_ARGUMENTS", message, hint: `for example: ${example}` });
  }
  return [exactlyOne({ ...given, positionals: first === undefined ? [] : [first] }, noun, example), second];
}
