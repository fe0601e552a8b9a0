import type { Result } from "@goldilocks/engine";
import type { Paint } from "../text/paint.ts";
import { compareResults, type ResultDifference } from "./compare-results.ts";
import type { Target } from "./target.ts";

/** Whether a result came out as it was recorded. */
export type Verdict =
  | { readonly is: "identical"; readonly outputs: number }
  /** Nothing was recorded but the key, so that there is nothing to compare with. */
  | { readonly is: "made"; readonly outputs: number }
  | { readonly is: "different"; readonly differences: readonly ResultDifference[] };

/** Compares what came out with the record and with the file in somebody's hand. */
export function verdictOf({ recorded, held }: Target, made: Result | undefined): Verdict {
  const outputs = Object.values(made?.outputs ?? {});
  const differences = recorded === null || made === undefined ? [] : compareResults(recorded, made);
  const lost = held !== null && !outputs.some(({ digest }) => digest === held.digest);
  const file = lost ? [{ what: held.name, before: held.digest, after: null }] : [];
  if (differences.length + file.length > 0) return { is: "different", differences: [...differences, ...file] };
  return { is: recorded === null && held === null ? "made" : "identical", outputs: outputs.length };
}

/** A verdict in words. */
export function verdictLines(verdict: Verdict, paint: Paint): readonly string[] {
  if (verdict.is === "identical") return [`${paint.green("identical")}: the same bytes as recorded`];
  if (verdict.is === "made") return [`${paint.green("made")}: only the hash was known, and it is the same`];
  return verdict.differences.map(
    ({ what, before, after }) =>
      `${paint.red("different")}: ${what} was ${before ?? "absent"} and is ${after ?? "not among the outputs"}`,
  );
}
