import type { Store } from "@goldilocks/engine";
import type { Plan, PlanNode } from "@goldilocks/plan";
import { compareResults, type ResultDifference } from "./compare-results.ts";
import { firstDifference } from "./locate.ts";

/** The first result of a plan that came out otherwise, and where. */
interface FirstDifference {
  readonly node: PlanNode;
  readonly differences: readonly (ResultDifference & { readonly where: string | null })[];
}

/** What comparing a store with one that was made from nothing has shown. */
export interface Verification {
  /** Results and artifacts that are the same, bit for bit. */
  readonly results: number;
  readonly artifacts: number;
  /** Results that only the new store has: there was nothing to compare them with. */
  readonly unknown: number;
  /** Absent where nothing differs. */
  readonly different?: FirstDifference;
}

/** Compares every result that both stores have, inputs before what is made of them, up to the first that differs. */
export async function compareStores(plan: Plan, before: Store, after: Store): Promise<Verification> {
  const counts = { results: 0, artifacts: 0, unknown: 0 };
  for (const node of plan.nodes.values()) {
    const made = await after.result(node.key);
    if (made === undefined) continue;
    const recorded = await before.result(node.key);
    if (recorded === undefined) {
      counts.unknown += 1;
      continue;
    }
    const differences = compareResults(recorded, made);
    if (differences.length > 0)
      return { ...counts, different: { node, differences: await located(differences, before, after) } };
    counts.results += 1;
    counts.artifacts += Object.keys(made.outputs).length;
  }
  return counts;
}

function located(
  differences: readonly ResultDifference[],
  before: Store,
  after: Store,
): Promise<FirstDifference["differences"]> {
  return Promise.all(
    differences.map(async (difference) => {
      const { what, before: left, after: right } = difference;
      if (what === "values" || left === null || right === null) return { ...difference, where: null };
      const where = firstDifference(what, await before.read(left), await after.read(right)) ?? null;
      return { ...difference, where };
    }),
  );
}
