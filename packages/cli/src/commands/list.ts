import { oneOf, valueOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { atMostOne } from "../positionals.ts";
import { changesText } from "../run-command.ts";
import { type Listed, type ListedKind, listedKinds, listing } from "../stored/listing.ts";
import { storedRuns } from "../stored/runs.ts";
import { openForReading } from "../stored/store-files.ts";
import { align } from "../text/align.ts";
import { moment } from "../text/moment.ts";
import { type Paint, paintFor } from "../text/paint.ts";
import { whole } from "../text/quantities.ts";

/** Digits that tell the results of any store apart. */
const DIGITS = 12;
const MOST_LINES = 20;

/** `exp list`: what the store holds for people. */
export const list: Command = {
  name: "list",
  summary: "list the figures, tables and runs in the store",
  usage: "list [NAME] [options]",
  details: `With NAME, only what has it in its name. The newest stand first.

examples:
  exp list
  exp list toy-fig3 --kind figure`,
  options: {
    kind: { value: listedKinds.join("|"), summary: "only these" },
    all: { summary: `all lines; else ${MOST_LINES} of each kind` },
    json: { summary: "print all lines as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const name = atMostOne(given, "name") ?? "";
    const kind = oneOf(given, "kind", listedKinds);
    const { out } = session;
    const { workspace, store } = await openForReading(session);
    const all = store === undefined ? [] : await listing(store, await storedRuns(store));
    const found = all.filter((line) => (kind === undefined || line.kind === kind) && line.name.includes(name));
    if (given.flags.has("json")) out.write(`${JSON.stringify({ store: workspace.store, found }, undefined, 2)}\n`);
    else
      out.write(
        textOf(found, given.flags.has("all"), valueOf(given, "kind") !== undefined || name !== "", paintFor(out.color)),
      );
    return exitCodes.done;
  },
};

function textOf(found: readonly Listed[], all: boolean, filtered: boolean, paint: Paint): string {
  if (found.length === 0) return filtered ? "nothing that fits\n" : "nothing yet: a run leaves its figures here\n";
  const blocks = listedKinds.flatMap((kind) => {
    const lines = found.filter((line) => line.kind === kind);
    return lines.length === 0 ? [] : [blockOf(kind, lines, all, paint)];
  });
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function blockOf(kind: ListedKind, lines: readonly Listed[], all: boolean, paint: Paint): readonly string[] {
  const shown = all ? lines : lines.slice(0, MOST_LINES);
  const changed = shown.some((line) => changesText(line) !== "");
  const rows = shown.map((line) => [
    kind === "run" ? line.hash : line.hash.slice(0, DIGITS),
    moment(line.when),
    line.outcome,
    line.name,
    ...(changed ? [changesText(line)] : []),
    line.title,
  ]);
  const table = align(rows, rows[0]?.map(() => "left" as const) ?? []);
  const more = lines.length - shown.length;
  const rest = more > 0 ? [paint.dim(`  and ${whole(more)} older: --all shows them`)] : [];
  return [paint.bold(kind === "estimates" ? kind : `${kind}s`), ...table.map((line) => `  ${line}`), ...rest];
}
