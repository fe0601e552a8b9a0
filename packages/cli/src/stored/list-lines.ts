import { changesText } from "../run-command.ts";
import { align } from "../text/align.ts";
import { apart } from "../text/apart.ts";
import { moment } from "../text/moment.ts";
import type { Paint } from "../text/paint.ts";
import { whole } from "../text/quantities.ts";
import { type Listed, type ListedKind, listedKinds } from "./listing.ts";

/** Digits that tell the results of any store apart. */
const DIGITS = 12;

const heads: Readonly<Record<ListedKind, string>> = {
  figure: "figures",
  table: "tables",
  estimates: "estimates",
  claims: "claims",
  run: "runs",
  dictionary: "dictionaries",
};

/** Lines of a list as text, kind by kind. `narrow`: whether somebody asked for only some. */
export function listBlocks(found: readonly Listed[], most: number, narrow: boolean, paint: Paint): readonly string[] {
  if (found.length === 0) return [narrow ? "nothing that fits" : "nothing yet: a run leaves its figures here"];
  const blocks = listedKinds.flatMap((kind) => {
    const lines = found.filter((line) => line.kind === kind);
    return lines.length === 0 ? [] : [blockOf(kind, lines, most, paint)];
  });
  return apart(blocks);
}

function blockOf(kind: ListedKind, lines: readonly Listed[], most: number, paint: Paint): readonly string[] {
  const shown = lines.slice(0, most);
  const changed = shown.some((line) => changesText(line) !== "");
  const summed = shown.some(({ summary }) => summary !== "");
  const rows = shown.map((line) => [
    kind === "run" ? line.hash : line.hash.slice(0, DIGITS),
    moment(line.when),
    line.outcome,
    line.name,
    ...(summed ? [line.summary] : []),
    ...(changed ? [changesText(line)] : []),
    line.title,
  ]);
  const table = align(rows, rows[0]?.map(() => "left" as const) ?? []);
  const more = lines.length - shown.length;
  const rest = more > 0 ? [paint.dim(`  and ${whole(more)} more: --all shows them`)] : [];
  return [paint.bold(heads[kind]), ...table.map((line) => `  ${line}`), ...rest];
}
