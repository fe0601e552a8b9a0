import type { Paint } from "../text/paint.ts";
import { count } from "../text/quantities.ts";
import type { Verification } from "./verify-target.ts";
import type { Comparison } from "./verify-plan.ts";

/** `made` where there was nothing to compare with. */
export type VerificationOutcome = "identical" | "made" | "different";

/** What a verification comes to. */
export function outcomeOf({ recorded, held, again }: Verification): VerificationOutcome {
  const wrong = recorded.different !== undefined || held?.same === false || again?.different !== undefined;
  if (wrong) return "different";
  return recorded.results === 0 && held === null ? "made" : "identical";
}

/** What a verification has shown, in words. */
export function verificationLines(verification: Verification, paint: Paint): readonly string[] {
  const { recorded, held, again } = verification;
  const lines = [...comparisonLines(recorded, "computed from nothing", paint)];
  if (held !== null)
    lines.push(
      held.same
        ? `${paint.green("identical")}: ${held.name}, byte for byte`
        : `${paint.red("different")}: ${held.name} is none of the files that came out`,
    );
  if (again !== null) lines.push(...comparisonLines(again, "computed a second time, the other way round", paint));
  return lines;
}

function comparisonLines(
  { results, artifacts, gone, unknown, different }: Comparison,
  how: string,
  paint: Paint,
): readonly string[] {
  const same = `${count(artifacts, "artifact")} and the numbers of ${count(results, "result")}`;
  const lost = gone === 0 ? "" : `; of ${count(gone, "artifact")} only the digest was left to compare`;
  const alone = unknown === 0 ? "" : `; ${count(unknown, "result")} had nothing to be compared with`;
  if (different === undefined) {
    if (results === 0) return [`${paint.green("made")}: nothing was recorded but the hash${alone}`];
    return [`${paint.green("identical")}: ${same}, ${how}${lost}${alone}`];
  }
  const { node, differences } = different;
  const lines = differences.flatMap(({ what, before, after, where }) => [
    `  ${what}${where === null ? "" : `, at ${where}`}`,
    `    was ${before ?? "absent"}`,
    `    is  ${after ?? "absent"}`,
  ]);
  return [
    `${paint.red("different")}, ${how}: ${node.kind} ${node.label}, ${node.key}`,
    ...lines,
    `  before it: ${same} are the same${lost}${alone}`,
  ];
}
