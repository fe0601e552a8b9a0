import type { Difference } from "@goldilocks/plan";
import { kindInWords, shown } from "../stored/node-words.ts";
import type { Paint } from "../text/paint.ts";
import { columnChanges, columnLines } from "./column-changes.ts";
import type { Reason } from "./reasons.ts";

const MOST_FIELDS = 8;
const LONGEST = 60;

/** A reason as lines: what would run, and why. */
export function reasonLines({ kind, nodes, example, why, differences }: Reason, paint: Paint): readonly string[] {
  const words = kindInWords(kind);
  const head = `${paint.bold(nodes === 1 ? kind : `${nodes} × ${kind}`)} ${paint.dim(`(${words})`)}`;
  if (why === "first") return [`${head}: none was made before`];
  if (why === "input") return [`${head}: made from what is new`];
  if (why === "lost") return [`${head}: made before, and not in the store any more`];
  if (why === "unmade") return [`${head}: planned before, and not made: cells failed, or the run was stopped`];
  const columns = columnChanges(differences);
  const lines = [...columns.others.map(differenceLine), ...columnLines(columns)];
  const fields = lines.slice(0, MOST_FIELDS).map((line) => `  ${line}`);
  const more = lines.length - fields.length;
  return [
    `${head}: differs from the nearest there is${nodes === 1 ? "" : `, for example ${example.label}`}`,
    ...fields,
    ...(more > 0 ? [`  and ${more} other fields`] : []),
  ];
}

const differenceLine = ({ kind, path, before, after }: Difference): string =>
  `${path.replaceAll(/inputs\.\d+\./gu, "")} of ${kind}: was ${brief(before)}, is ${brief(after)}`;

/** A value of a pre-image in a few words. */
export function brief(value: Difference["before"]): string {
  if (value === undefined) return "absent";
  const text = shown(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
