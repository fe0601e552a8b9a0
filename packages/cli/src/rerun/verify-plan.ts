import { GoldilocksError } from "@goldilocks/diagnostics";
import type { Result, Store } from "@goldilocks/engine";
import type { Plan, PlanNode } from "@goldilocks/plan";
import { compareResults, type ResultDifference } from "./compare-results.ts";
import { firstDifference } from "./locate.ts";

/** The first result of a plan that came out otherwise, and where. */
interface FirstDifference {
  readonly node: PlanNode;
  /** `where` is null where the bytes of a side are gone, or the values differ. */
  readonly differences: readonly (ResultDifference & { readonly where: string | null })[];
}

/** What comparing records with a store that was made from nothing has shown. */
export interface Comparison {
  /** Results and artifacts that are the same, bit for bit. */
  readonly results: number;
  readonly artifacts: number;
  /** How many of these artifacts are gone, so that their recorded digests were compared alone. */
  readonly gone: number;
  /** Results that only the new store has: there was nothing to compare them with. */
  readonly unknown: number;
  /** Absent where nothing differs. */
  readonly different?: FirstDifference;
}

/** What was made before: records, which may name artifacts that are gone, and the artifacts. */
export interface Recorded {
  readonly result: (key: string) => Promise<Result | undefined>;
  readonly store: Store;
}

/** Compares every result that was made anew with its record, inputs before what is made of them, up to the first that differs. */
export async function compareMade(plan: Plan, before: Recorded, after: Store): Promise<Comparison> {
  const counts = { results: 0, artifacts: 0, gone: 0, unknown: 0 };
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
      return { ...counts, different: { node, differences: await located(differences, before.store, after) } };
    const artifacts = Object.keys(made.outputs).length;
    counts.results += 1;
    counts.artifacts += artifacts;
    if (artifacts > 0 && (await before.store.result(node.key)) === undefined) counts.gone += artifacts;
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
      const was = await bytesOf(before, left);
      const where = was === undefined ? undefined : firstDifference(what, was, await after.read(right));
      return { ...difference, where: where ?? null };
    }),
  );
}

/** The bytes of a digest; undefined where they are gone. */
async function bytesOf(store: Store, digest: string): Promise<Uint8Array | undefined> {
  try {
    return await store.read(digest);
  } catch (error) {
    if (error instanceof GoldilocksError) return undefined;
    throw error;
  }
}
