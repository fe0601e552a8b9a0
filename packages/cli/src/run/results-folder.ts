import { canonicalJson, sha256 } from "@goldilocks/digest";
import type { Changes } from "../run-command.ts";

const DIGITS = 8;

/**
 * Name of the folder of an experiment's results: `sparsity`, `sparsity+smoke` with a profile, `sparsity+smoke+set-1a2b3c4d` with changed
 * keys. No name of an experiment or profile has a `+`, so that runs with other changes never replace each other's results.
 */
export function resultsName(name: string, { profile, set }: Changes): string {
  const changed = set.length === 0 ? [] : [`set-${sha256(canonicalJson(set)).slice(0, DIGITS)}`];
  return [name, ...(profile === null ? [] : [profile]), ...changed].join("+");
}
