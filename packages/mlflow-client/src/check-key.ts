import { text } from "./check.ts";
import { MlflowError } from "./mlflow-error.ts";
import { LIMITS } from "./limits.ts";

/** Letters and digits of every script, as the server has it. */
const CHARACTERS = /^[/\p{L}\p{N}_.\- :]*$/u;

const hint = "keys have letters, digits, _ - . : spaces, and / between parts";

/**
 * The key of a param, a metric or a tag: 1 to 250 characters, and written as a relative path would be after it was simplified.
 *
 * @throws {@link MlflowError} `MLFLOW_BAD_KEY` or `MLFLOW_TOO_LONG`.
 */
export function key(value: string, what: string): string {
  text(value, what, LIMITS.key);
  const bad = (why: string) => new MlflowError("MLFLOW_BAD_KEY", `${what} ${JSON.stringify(value)} ${why}`, { hint });
  if (!CHARACTERS.test(value)) throw bad("has a character that MLflow does not take");
  if (value.startsWith("..")) throw bad("begins with ..");
  if (value.split("/").some((part) => part === "" || part === "." || part === "..")) {
    throw bad(value === "" ? "is empty" : "has a part that is empty, . or ..");
  }
  return value;
}

/** Params or tags: a record, a map, or pairs. */
export type Entries = Readonly<Record<string, string>> | Iterable<readonly [string, string]>;

const isIterable = (entries: Entries): entries is Iterable<readonly [string, string]> => Symbol.iterator in entries;

/**
 * Checked params or tags, each key once.
 *
 * @throws {@link MlflowError} `MLFLOW_CONFLICT` for two values under one key; whatever {@link key} and {@link text} throw.
 */
export function checkEntries(entries: Entries, what: string, longest: number): ReadonlyMap<string, string> {
  const checked = new Map<string, string>();
  for (const [name, value] of isIterable(entries) ? entries : Object.entries(entries)) {
    key(name, `the key of a ${what}`);
    text(value, `${what} "${name}"`, longest);
    if ((checked.get(name) ?? value) !== value) {
      throw new MlflowError("MLFLOW_CONFLICT", `${what} "${name}" has two values`);
    }
    checked.set(name, value);
  }
  return checked;
}

/** As the API has them. */
export const pairs = (entries: ReadonlyMap<string, string>): { readonly key: string; readonly value: string }[] =>
  [...entries].map(([name, value]) => ({ key: name, value }));
