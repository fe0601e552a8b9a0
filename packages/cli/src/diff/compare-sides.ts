import {
  correspondingNodes,
  diffNodes,
  diffNormalForms,
  matchCells,
  type MatchedCells,
  type NodesDifference,
  type SpecDifference,
} from "@goldilocks/plan";
import { compareNumbers, type NumbersDifference } from "./compare-numbers.ts";
import { isGathered, valuesOf } from "./result-values.ts";
import type { Side } from "./side.ts";

/** What is compared, without its contents. */
export type SideFacts = Pick<Side, "asked" | "what" | "key" | "name">;

/** How two experiments, runs or results differ. */
export interface Comparison {
  readonly a: SideFacts;
  readonly b: SideFacts;
  /** Whether every field, node and number is the same. */
  readonly same: boolean;
  readonly fields: readonly SpecDifference[];
  readonly nodes: NodesDifference;
  /** Null where a side has none. */
  readonly numbers: NumbersDifference | null;
  /** What could not be compared, and why. */
  readonly notes: readonly string[];
}

/** Compares fields, nodes and numbers. @param metrics - Only these; empty for all. */
export function compareSides(
  a: Side,
  b: Side,
  metrics: readonly string[],
): Comparison & { readonly matched: MatchedCells } {
  const matched = matchCells(a.plan, b.plan);
  const fields = diffNormalForms(a.normal, b.normal);
  const single = a.what === b.what && !isGathered(a.what);
  const nodes = diffNodes(a.plan, b.plan, single ? [[a.key, b.key]] : correspondingNodes(a.plan, b.plan, matched));
  const { numbers, notes } = single ? valuesOf(a, b) : numbersOf(a, b, matched, metrics);
  const nodesSame = nodes.counts.every(({ onlyA, onlyB }) => onlyA + onlyB === 0);
  return {
    a: factsOf(a),
    b: factsOf(b),
    fields,
    nodes,
    numbers,
    notes,
    matched,
    same: fields.length === 0 && nodesSame && (numbers === null || areSame(numbers)),
  };
}

const factsOf = ({ asked, what, key, name }: Side): SideFacts => ({ asked, what, key, name });

const areSame = ({ onlyA, onlyB, metrics, metricsOnlyA, metricsOnlyB }: NumbersDifference): boolean =>
  onlyA.length + onlyB.length + metricsOnlyA.length + metricsOnlyB.length === 0 &&
  metrics.every(({ changes }) => changes.length === 0);

function numbersOf(
  a: Side,
  b: Side,
  matched: MatchedCells,
  metrics: readonly string[],
): { readonly numbers: NumbersDifference | null; readonly notes: readonly string[] } {
  const { table: left } = a;
  const { table: right } = b;
  if (left !== null && right !== null)
    return { numbers: compareNumbers({ ...a, table: left }, { ...b, table: right }, matched, metrics), notes: [] };
  const notes = [a, b].flatMap((side, index) =>
    side.table === null ? [`the store has no numbers of ${"AB"[index]}: ${side.again} computes them`] : [],
  );
  return { numbers: null, notes: [...new Set(notes)] };
}
