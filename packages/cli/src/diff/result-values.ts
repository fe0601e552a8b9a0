import { diffColumn } from "@goldilocks/plan";
import type { Json } from "@goldilocks/digest";
import type { Result } from "@goldilocks/engine";
import { isRecord } from "../stored/json.ts";
import type { MetricDifference, NumbersDifference } from "./compare-numbers.ts";
import type { Side } from "./side.ts";

const GATHERED = new Set(["experiment", "run", "table", "figure", "estimates", "claims", "node"]);

/** Whether it stands for all cells of an experiment, and not for one piece of work. */
export const isGathered = (what: string): boolean => GATHERED.has(what);

type Value = number | string | boolean;

/** Compares the numbers that two results hold. */
export function valuesOf(
  a: Side,
  b: Side,
): { readonly numbers: NumbersDifference | null; readonly notes: readonly string[] } {
  const [left, right] = [a, b].map(({ result, key }) => (result?.key === key ? scalars(result) : undefined));
  if (left === undefined || right === undefined) {
    const missing = [left, right].flatMap((one, index) =>
      one === undefined ? [`the store has no numbers of ${"AB"[index]}`] : [],
    );
    return { numbers: null, notes: missing };
  }
  const both = [...left.keys()].filter((name) => right.has(name));
  const metrics = both.map((name) => valueOf(name, left.get(name) ?? null, right.get(name) ?? null));
  return {
    notes: [],
    numbers: {
      by: [],
      cells: 1,
      onlyA: [],
      onlyB: [],
      metrics,
      metricsOnlyA: [...left.keys()].filter((name) => !right.has(name)),
      metricsOnlyB: [...right.keys()].filter((name) => !left.has(name)),
    },
  };
}

/** One number that both hold; it is of no cell. */
function valueOf(name: string, before: Value | null, after: Value | null): MetricDifference {
  const found = diffColumn({ name, label: name, a: [before], b: [after] });
  const [change] = found.changes;
  const placed = change === undefined ? null : { ...change, cell: { place: {}, label: "" } };
  const largest = placed === null || placed.change === null ? null : placed;
  const largestRelative = largest === null || largest.relative === null ? null : largest;
  return { ...found, changes: placed === null ? [] : [placed], largest, largestRelative };
}

/** Values by dotted path; lists are left out. */
function scalars({ values }: Result): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  const add = (path: string, value: Json | undefined): void => {
    if (isRecord(value))
      for (const [name, inner] of Object.entries(value)) add(path === "" ? name : `${path}.${name}`, inner);
    else if (value !== null && typeof value !== "object" && value !== undefined) found.set(path, value);
  };
  add("", values);
  return found;
}
