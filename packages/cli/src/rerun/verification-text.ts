import type { Paint } from "../text/paint.ts";
import { count } from "../text/quantities.ts";
import type { Verification } from "./verify-plan.ts";

/** What a verification has shown, in words. */
export function verificationText({ results, artifacts, unknown, different }: Verification, paint: Paint): string {
  const same = `${count(artifacts, "artifact")} and the numbers of ${count(results, "result")}`;
  const alone = unknown === 0 ? "" : `; ${count(unknown, "result")} had nothing to be compared with`;
  if (different === undefined) return `${paint.green("identical")}: ${same}, computed from nothing${alone}`;
  const { node, differences } = different;
  const lines = differences.map(
    ({ what, before, after, where }) =>
      `  ${what}${where === null ? "" : `, at ${where}`}\n    was ${before ?? "absent"}\n    is  ${after ?? "absent"}`,
  );
  return [
    `${paint.red("different")}: ${node.kind} ${node.label}, ${node.key}`,
    ...lines,
    `  before it: ${same} are the same${alone}`,
  ].join("\n");
}
