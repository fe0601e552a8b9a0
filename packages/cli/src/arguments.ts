import { parseArgs } from "node:util";
import { suggest } from "@goldilocks/diagnostics";
import { UsageError } from "./error.ts";

/** An option as help shows it and the parser reads it. */
interface Option {
  /** What stands for its value in help; an option without one is a switch. */
  readonly value?: string;
  /** May be given more than once. */
  readonly repeatable?: boolean;
  readonly summary: string;
}

export type OptionTable = Readonly<Record<string, Option>>;

/** What a command line says, checked against the options of its command. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<string>;
  /** Values by option, in the order given. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the words of a command line. `--name value` and `--name=value` are the same; after `--` everything is an argument.
 *
 * @throws {@link UsageError} `CLI_UNKNOWN_OPTION`, `CLI_MISSING_VALUE`, `CLI_BAD_VALUE`.
 */
export function readArguments(words: readonly string[], options: OptionTable): Arguments {
  const types = Object.entries(options).map(([name, { value }]): [string, { type: "boolean" | "string" }] => [
    name,
    { type: value === undefined ? "boolean" : "string" },
  ]);
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(types),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const found = { positionals: [] as string[], flags: new Set<string>(), values: new Map<string, string[]>() };
  for (const token of tokens) {
    if (token.kind === "positional") found.positionals.push(token.value);
    if (token.kind === "option") takeOption(token, options, found);
  }
  return found;
}

interface Token {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function takeOption(
  { name, rawName, value, inlineValue }: Token,
  options: OptionTable,
  found: { readonly flags: Set<string>; readonly values: Map<string, string[]> },
): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) throw unknownOption(rawName, name, options);
  if (option.value === undefined) {
    if (value !== undefined) throw refuse("CLI_BAD_VALUE", `${rawName} takes no value`, `write ${rawName} alone`);
    found.flags.add(name);
    return;
  }
  // What begins with a dash is the next option, unless it is a number.
  const isOption = inlineValue !== true && value?.startsWith("-") === true && !/^-\.?\d/u.test(value);
  if (value === undefined || value === "" || isOption) {
    throw refuse("CLI_MISSING_VALUE", `${rawName} needs a value`, `write ${rawName} ${option.value}`);
  }
  const before = found.values.get(name) ?? [];
  if (before.length > 0 && option.repeatable !== true) {
    throw refuse("CLI_BAD_VALUE", `${rawName} is given twice`, `give ${rawName} once`);
  }
  found.values.set(name, [...before, value]);
}

function unknownOption(rawName: string, name: string, options: OptionTable): UsageError {
  const near = suggest(name, Object.keys(options));
  const all = Object.keys(options).map((known) => `--${known}`);
  const hint = near === undefined ? `options: ${all.join(", ")}` : `did you mean --${near}?`;
  return refuse("CLI_UNKNOWN_OPTION", `unknown option ${rawName}`, hint);
}

/**
 * The value of an option that takes one of a few words.
 *
 * @throws {@link UsageError} `CLI_BAD_VALUE`.
 */
export function oneOf<W extends string>(given: Arguments, name: string, words: readonly W[]): W | undefined {
  const text = valueOf(given, name);
  const word = words.find((candidate) => candidate === text);
  if (text === undefined || word !== undefined) return word;
  const near = suggest(text, words);
  const hint = near === undefined ? `one of: ${words.join(", ")}` : `did you mean ${near}?`;
  throw refuse("CLI_BAD_VALUE", `--${name} ${text} is none of ${words.join(", ")}`, hint);
}

const refuse = (
  code: "CLI_BAD_VALUE" | "CLI_MISSING_VALUE" | "CLI_UNKNOWN_OPTION",
  message: string,
  hint: string,
): UsageError => new UsageError({ code, message, hint });

/** The one value of an option that is not repeatable. */
export const valueOf = ({ values }: Arguments, name: string): string | undefined => values.get(name)?.[0];

const MOST_WORKERS = 1024;

/** The number of workers asked for, else one a core. @throws {@link UsageError} `CLI_BAD_VALUE`. */
export function workersOf(given: Arguments, cores: number): number {
  const text = valueOf(given, "workers");
  if (text === undefined) return cores;
  const workers = Number(text);
  if (/^\d+$/u.test(text) && workers >= 1 && workers <= MOST_WORKERS) return workers;
  const message = `--workers ${text} is no whole number from 1 to ${MOST_WORKERS}`;
  throw refuse("CLI_BAD_VALUE", message, `leave it out for one a core, here ${cores}`);
}
