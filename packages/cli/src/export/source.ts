import type { Store } from "@goldilocks/engine";
import type { Cell, Plan } from "@goldilocks/plan";
import type { Json } from "@goldilocks/digest";
import type { Arguments } from "../arguments.ts";
import type { Session } from "../command.ts";
import { CliError, UsageError } from "../error.ts";
import { ANYWHERE, quoted } from "../invocation.ts";
import { prepare } from "../prepare.ts";
import { changesText } from "../run-command.ts";
import { storeEvents } from "../stored/store-events.ts";
import { experimentBehind } from "../stored/experiment-behind.ts";
import { find, type Found } from "../stored/find.ts";
import { readPreImage } from "../stored/node-words.ts";
import { plannedBy } from "../stored/planned-nodes.ts";
import { planAsRecorded } from "../stored/recorded-plan.ts";
import { type StoredRun, storedRuns } from "../stored/runs.ts";
import { openForReading } from "../stored/store-files.ts";
import type { Workspace } from "../workspace.ts";

/** The cells that what was named stands for, and where their states lie. */
export interface Source {
  readonly workspace: Workspace;
  readonly store: Store;
  readonly plan: Plan;
  readonly cells: readonly Cell[];
  /** A command that trains them. */
  readonly again: string;
}

/**
 * The cells of an experiment's file, of the experiment behind a figure, a table or a run, or those of one trained state.
 *
 * @throws {@link CliError} as `find` and `experimentBehind` do; SpecError and others as `prepare` does.
 */
export async function sourceOf(what: string, given: Arguments, session: Session): Promise<Source> {
  if (/\.ya?ml$/iu.test(what)) return fromFile(what, given, session);
  if (given.values.has("profile") || given.values.has("set")) {
    const message = `--profile and --set change a file, and ${what} is a hash`;
    throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: "leave them out, or name the experiment's file" });
  }
  const { workspace, store } = await openForReading(session);
  const found = await find(store, what);
  // `find` throws where there is no store.
  if (store === undefined) throw new RangeError("found without a store");
  const runs = await storedRuns(store);
  const point = pointIn(found);
  if (point !== undefined) return { workspace, store, ...(await aroundPoint(point, store, runs)) };
  const { hash, normal } = experimentBehind(found, runs);
  const run = runs.findLast(({ id, goals }) => id === hash || goals.includes(hash));
  const plan = await planOf(normal, run, store);
  return { workspace, store, plan, cells: plan.cells, again: `${ANYWHERE} rerun ${hash.slice(0, 24)}` };
}

async function fromFile(file: string, given: Arguments, { env, err }: Session): Promise<Source> {
  const prepared = await prepare(file, given, env, storeEvents(err));
  const { workspace, store, plan, changes } = prepared;
  const again = [ANYWHERE, quoted(file), changesText(changes)].filter((part) => part !== "").join(" ");
  return { workspace, store, plan, cells: plan.cells, again };
}

/** The key of the trained state that was found, or whose bytes were. */
function pointIn(found: Found): string | undefined {
  if (found.kind === "run") return undefined;
  const nodes = found.kind === "output" ? found.results : [found.kind === "result" ? found.result : found];
  return nodes.find(({ preImage }) => readPreImage(preImage)?.kind === "point")?.key;
}

/** A state may belong to many experiments; the last that was run says what it is. */
async function aroundPoint(
  point: string,
  store: Store,
  runs: readonly StoredRun[],
): Promise<Pick<Source, "plan" | "cells" | "again">> {
  for (const run of runs.toReversed()) {
    const planned = await plannedBy(store, run);
    if (!planned.some(({ key }) => key === point)) continue;
    const plan = await planOf(run.spec, run, store);
    const cells = plan.cells.filter((cell) => cell.point === point).slice(0, 1);
    if (cells.length > 0) return { plan, cells, again: `${ANYWHERE} show ${run.id} --spec` };
  }
  const message = `no run in the store has the trained state ${point}`;
  throw new CliError({
    code: "CLI_NO_EXPERIMENT",
    message,
    hint: "name a figure, a table or a run: exp list shows them",
  });
}

/** The plan of an experiment as a run made it. */
const planOf = async (normal: Json, run: StoredRun | undefined, store: Store): Promise<Plan> =>
  planAsRecorded(
    normal,
    (run === undefined ? [] : await plannedBy(store, run)).map(({ preImage }) => preImage),
  );
