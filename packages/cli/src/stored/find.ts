import type { Json } from "@goldilocks/digest";
import type { Output, Result, Store } from "@goldilocks/engine";
import { CliError, UsageError } from "../error.ts";
import { plannedNodes } from "./planned-nodes.ts";
import { type StoredRun, storedRuns } from "./runs.ts";

/** What a hash or the id of a run stands for. */
export type Found =
  | { readonly kind: "result"; readonly result: Result }
  /** A node that a run planned and the store has no result of: one that is only an identity, or was not computed. */
  | { readonly kind: "planned"; readonly key: string; readonly preImage: Json }
  /** Bytes, and the results that they belong to. */
  | { readonly kind: "output"; readonly name: string; readonly output: Output; readonly results: readonly Result[] }
  | { readonly kind: "run"; readonly run: StoredRun };

/** Fewer digits name too much, and every second word of English letters a to f. */
const FEWEST = 4;
const MOST_LISTED = 5;
const AT_ONCE = 64;

/**
 * Finds what a person names: by the beginning of a result's key, else of the key of a planned node, else of an output's digest; or by
 * the beginning of a run's id, which has a `T` in it.
 *
 * @throws `CLI_BAD_HASH`, `CLI_UNKNOWN_HASH`, `CLI_AMBIGUOUS_HASH`, `CLI_LOST_RESULT`.
 */
export async function find(store: Store | undefined, text: string): Promise<Found> {
  if (store === undefined) return noStore(text);
  const runs = await storedRuns(store);
  if (/^\d{8}T/u.test(text))
    return {
      kind: "run",
      run: only(
        text,
        startingWith(runs, text, ({ id }) => id),
        ({ id }) => id,
      ),
    };
  const hash = checkHash(text);
  const [key, ...others] = await store.keys(hash);
  if (key !== undefined) {
    if (others.length > 0) throw ambiguous(text, [key, ...others]);
    const result = await store.result(key);
    if (result !== undefined) return { kind: "result", result };
  }
  const planned = await plannedNodes(store, runs, hash);
  if (planned.length > 0) return { kind: "planned", ...only(text, planned, (node) => node.key) };
  if (key !== undefined) throw lost(key);
  return { kind: "output", ...only(text, await outputs(store, hash), ({ output }) => output.digest) };
}

/** Nothing is found where there is no store; a word that is no hash is told first. */
function noStore(text: string): never {
  checkHash(text);
  return only<never>(text, [], String);
}

/** The digits of a hash, in lower case. @throws `CLI_BAD_HASH`. */
export function checkHash(text: string): string {
  const hash = text.toLowerCase();
  if (/^[0-9a-f]*$/u.test(hash) && hash.length >= FEWEST && hash.length <= 64) return hash;
  const message = `${JSON.stringify(text)} is no hash: these are ${FEWEST} to 64 hexadecimal digits`;
  const hint = "give the beginning of a figure's hash, an output's digest or a run's id; exp list shows them";
  throw new UsageError({ code: "CLI_BAD_HASH", message, hint });
}

const startingWith = <T>(items: readonly T[], text: string, nameOf: (item: T) => string): readonly T[] =>
  items.filter((item) => nameOf(item).startsWith(text));

function only<T>(text: string, items: readonly T[], nameOf: (item: T) => string): T {
  const [first, second] = items;
  if (first === undefined) {
    const message = `the store has nothing whose hash begins with ${text}`;
    throw new CliError({
      code: "CLI_UNKNOWN_HASH",
      message,
      hint: "exp list shows the figures, tables and runs there are",
    });
  }
  if (second !== undefined) throw ambiguous(text, items.map(nameOf));
  return first;
}

type FoundOutput = Omit<Extract<Found, { kind: "output" }>, "kind">;

/** Looks through all results, as digests name no result. */
async function outputs(store: Store, hash: string): Promise<readonly FoundOutput[]> {
  const found = new Map<string, { name: string; output: Output; results: Result[] }>();
  const look = async (key: string): Promise<void> => {
    const result = await store.result(key);
    for (const [name, output] of Object.entries(result?.outputs ?? {})) {
      if (result === undefined || !output.digest.startsWith(hash)) continue;
      const known = found.get(output.digest) ?? { name, output, results: [] };
      known.results.push(result);
      found.set(output.digest, known);
    }
  };
  const keys = await store.keys("");
  for (let from = 0; from < keys.length; from += AT_ONCE) await Promise.all(keys.slice(from, from + AT_ONCE).map(look));
  return [...found.values()];
}

function ambiguous(text: string, names: readonly string[]): CliError {
  const listed = names.slice(0, MOST_LISTED).join(", ");
  const more = names.length > MOST_LISTED ? `, and ${names.length - MOST_LISTED} more` : "";
  const message = `${names.length} begin with ${text}: ${listed}${more}`;
  return new CliError({ code: "CLI_AMBIGUOUS_HASH", message, hint: "give more digits" });
}

function lost(key: string): CliError {
  const message = `the store has lost what the result ${key} names`;
  return new CliError({ code: "CLI_LOST_RESULT", message, hint: "run its experiment again: it is computed anew" });
}
