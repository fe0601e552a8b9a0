import type { Result, Store } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures/text";
import { withDefaults } from "@goldilocks/plan";
import type { Arguments } from "../arguments.ts";
import type { Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { placed } from "../results/placed.ts";
import { runPrepared, type Way } from "../run/run-prepared.ts";
import { readPreImage } from "../stored/node-words.ts";
import { storeEvents } from "../stored/store-events.ts";
import type { Opened } from "../stored/store-files.ts";
import { type Paint, paintFor } from "../text/paint.ts";
import { compareTables, type Deviation, type TableVerdict, tolerancesIn } from "./compare-tables.ts";
import { type Counterpart, exactCounterpart } from "./counterpart.ts";
import { prepareTarget } from "./prepare-target.ts";
import type { Target } from "./target.ts";

/** Derives a result of another class of device anew on the exact one, under a hash of its own, and compares the metrics of both. */
export async function rerunExact(
  target: Target,
  { workspace }: Opened,
  given: Arguments,
  session: Session,
  way: Way,
): Promise<ExitCode> {
  const counterpart = await exactCounterpart(target);
  const events = storeEvents(session.err, (lines) => way.display.say(lines));
  const prepared = placed(await prepareTarget(counterpart.target, workspace, events), given);
  const { outcome } = await runPrepared({ ...prepared, derivedFrom: counterpart.from }, given, session, way);
  if (outcome !== "done") return exitCodes[outcome];
  const verdict = await tableVerdict(prepared.store, counterpart);
  session.err.print(deviceVerdictText(verdict, paintFor(session.err.color)));
  return verdict?.is === "different" ? exitCodes.failed : exitCodes.done;
}

/** Undefined where one of the tables is not stored, so that there is nothing to compare. */
async function tableVerdict(store: Store, { tables }: Counterpart): Promise<TableVerdict | undefined> {
  const [before, after] = [await store.result(tables.before), await store.result(tables.after)];
  if (before === undefined || after === undefined) return undefined;
  const read = readPreImage(after.preImage);
  const measured = read === undefined ? [] : withDefaults("table", read.parameters).measured.map(({ name }) => name);
  return compareTables(
    await tableOf(store, before),
    await tableOf(store, after),
    measured,
    tolerancesIn(before.provenance),
  );
}

async function tableOf(store: Store, { outputs }: Result): Promise<Table> {
  const bytes = await store.read(outputs["cells.json"]?.digest ?? "");
  const table: Table = JSON.parse(new TextDecoder().decode(bytes));
  return table;
}

const MOST_NAMED = 10;

function deviceVerdictText(verdict: TableVerdict | undefined, paint: Paint): string {
  if (verdict === undefined)
    return `${paint.green("made")}: the first result's table is not stored, so that nothing was compared`;
  if (verdict.is === "identical") return `${paint.green("identical")}: every metric is the same number on both devices`;
  if (verdict.is === "equivalent")
    return `${paint.green("equivalent")}: every metric is within its recorded tolerance; nearest to it: ${deviationText(verdict.nearest)}`;
  if (verdict.rows) return `${paint.red("different")}: the tables do not have the same cells`;
  const more = verdict.beyond.length - MOST_NAMED;
  const lines = verdict.beyond.slice(0, MOST_NAMED).map((one) => `${paint.red("different")}: ${deviationText(one)}`);
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}

const deviationText = ({ metric, row, before, after, allowed }: Deviation): string =>
  `${metric} of row ${row} was ${before} and is ${after} (allowed: ${allowed})`;
