import type { Json } from "@goldilocks/digest";
import { typedCommand } from "../run-command.ts";
import { moment } from "../text/moment.ts";
import type { Paint } from "../text/paint.ts";
import { duration } from "../text/quantities.ts";
import { isRecord } from "./json.ts";
import { madeBy } from "./makers.ts";
import { block, indented } from "./node-lines.ts";
import { shown } from "./node-words.ts";
import type { StoredRun } from "./runs.ts";

/** How a run ended, in a word. One without an end goes on, or was killed. */
export const outcomeOf = ({ outcome }: StoredRun): string => outcome ?? "unfinished";

/** What `exp show --json` prints of a run. */
export const runFacts = (run: StoredRun): object => ({ is: "run", ...run, outcome: outcomeOf(run) });

/** A run as lines for a person. */
export function runLines(run: StoredRun, paint: Paint): readonly string[] {
  const { id, name, title, started, finished, provenance, command, table, figures } = run;
  const lasted = finished === null ? -1 : Date.parse(finished) - Date.parse(started);
  // A clock that was set back meanwhile tells nothing.
  const took = lasted >= 0 ? `, took ${duration(lasted)}` : "";
  return [
    `${paint.bold("run")} ${paint.cyan(id)}`,
    ...indented([
      ["experiment", `${name}: ${title}`],
      ["began", `${moment(started)}${took}`],
      ["outcome", outcomeOf(run)],
      ["by", madeBy(provenance)],
      ...changesRows(run),
      ...(run.derivedFrom === null ? [] : [["derived from", run.derivedFrom]]),
      ...(command === null ? [] : [["command", typedCommand(command)]]),
    ]),
    ...block("results", indented([["table", table], ...figures.map((key) => ["figure", key])]), paint),
    ...block("counts", countLines(run.counts), paint),
  ];
}

/** What a run changes of its file. */
const changesRows = ({ profile, set }: StoredRun): readonly (readonly string[])[] => [
  ...(profile === null ? [] : [["profile", profile]]),
  ...set.map((change) => ["set", change]),
];

function countLines(counts: Json): readonly string[] {
  if (!isRecord(counts)) return [];
  const rows = Object.entries(counts).map(([name, inner]) => [
    name,
    isRecord(inner)
      ? Object.entries(inner)
          .map(([what, value]) => `${what} ${shown(value ?? null)}`)
          .join(", ")
      : shown(inner ?? null),
  ]);
  return indented(rows.filter(([, text]) => text !== ""));
}
