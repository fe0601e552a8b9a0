import { canonicalJson } from "@goldilocks/digest";
import type { Result } from "@goldilocks/engine";

/** What differs between a result as it was recorded and as it came out again. */
export interface ResultDifference {
  /** An output's name, or `values`. */
  readonly what: string;
  /** Digest of the output, or the values as JSON; null where a side has none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Every output and number of a result in which two executions differ; empty where the bits are the same. */
export function compareResults(before: Result, after: Result): readonly ResultDifference[] {
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(after.outputs)])].toSorted();
  const found = names.map((what): ResultDifference => ({
    what,
    before: before.outputs[what]?.digest ?? null,
    after: after.outputs[what]?.digest ?? null,
  }));
  const values = { what: "values", before: canonicalJson(before.values), after: canonicalJson(after.values) };
  return [...found, values].filter((one) => one.before !== one.after);
}
