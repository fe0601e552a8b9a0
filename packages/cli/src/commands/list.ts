import type { Arguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { atMostOne } from "../positionals.ts";
import { filterOptions, type ListFilter, listFilter } from "../stored/list-filter.ts";
import { listBlocks } from "../stored/list-lines.ts";
import { type Listed, listing, listedKinds } from "../stored/listing.ts";
import { metricCondition } from "../stored/metric-condition.ts";
import { storedRuns } from "../stored/runs.ts";
import { openForReading, type Opened } from "../stored/store-files.ts";
import { answer } from "../text/answer.ts";
import { paintFor } from "../text/paint.ts";

const MOST_LINES = 20;

/** `exp list`: what the store holds for people. */
export const list: Command = {
  name: "list",
  summary: "list the figures, tables, estimates, verdicts and runs in the store",
  usage: "list [NAME] [options]",
  details: `With NAME, only what has it in its name. The newest stand first.

examples:
  exp list
  exp list toy-fig3 --kind figure --since 7d
  exp list --kind dictionary --metric 'mmcs.truth>0.95'`,
  options: {
    ...filterOptions,
    metric: { value: "'NAME>NUMBER'", summary: "only dictionaries of which this was measured; also <, <= and >=" },
    all: { summary: `all lines; else ${MOST_LINES} of each kind` },
    json: { summary: "print all lines as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    const filter = listFilter(given, atMostOne(given, "name") ?? "", Date.now());
    if (given.values.has("metric") && filter.kind !== "dictionary") throw notMeasured();
    const { out } = session;
    const opened = await openForReading(session);
    const lines = (await everyLine(opened, filter, given)).filter(filter.fits).toSorted(filter.compare);
    const found = limited(lines, filter.limit);
    const most = given.flags.has("all") ? Number.POSITIVE_INFINITY : (filter.limit ?? MOST_LINES);
    const facts = { store: opened.workspace.store, found };
    answer(given, out, facts, listBlocks(lines, most, filter.narrow, paintFor(out.color)));
    return exitCodes.done;
  },
};

async function everyLine({ store }: Opened, { kind }: ListFilter, given: Arguments): Promise<readonly Listed[]> {
  if (kind !== "dictionary") return store === undefined ? [] : listing(store, await storedRuns(store));
  const { metrics } = await import("@goldilocks/plan");
  const { dictionaries } = await import("../stored/dictionaries.ts");
  const condition = metricCondition(given, Object.keys(metrics));
  const all = store === undefined ? [] : await dictionaries(store, await storedRuns(store));
  if (condition === undefined) return all;
  const { metric, fits } = condition;
  const shown = (value = 0): string => `${metric} ${Number(value.toPrecision(4))}`;
  return all.flatMap((line) => (fits(line.values) ? [{ ...line, summary: shown(line.values[metric]) }] : []));
}

/** So many of each kind, kind by kind. */
const limited = (lines: readonly Listed[], limit: number | undefined): readonly Listed[] =>
  listedKinds.flatMap((kind) => lines.filter((line) => line.kind === kind).slice(0, limit));

function notMeasured(): UsageError {
  const message = "--metric chooses among dictionaries";
  return new UsageError({ code: "CLI_BAD_VALUE", message, hint: "add --kind dictionary" });
}
