import { type RunEvent, storedNodes, type WholeRunReport } from "@goldilocks/engine";
import { required, type RequiredNode } from "@goldilocks/plan";
import type { Arguments } from "../arguments.ts";
import type { Session } from "../command.ts";
import { commandLine } from "../invocation.ts";
import type { Prepared } from "../prepare.ts";
import { checkPlace } from "../results/check-place.ts";
import { paintFor } from "../text/paint.ts";
import { issuesLines } from "../text/report-error.ts";
import { followRun } from "../tracking/follow-run.ts";
import { isTrackingOff, knownServer } from "../tracking/known-server.ts";
import { estimatesOf } from "./estimates.ts";
import { headerLines } from "./header.ts";
import { bestOf, claimsOf, countRun, nothingMade, type RunSummary } from "./report.ts";
import { writeResultFiles } from "./result-files.ts";
import { beginRun, type BegunRun, finishRun, type Outcome } from "./run-record.ts";
import { showRun } from "./show-run.ts";
import type { Stoppable } from "./stop-signals.ts";

/** How to run: with how many workers, until when, and where to print. */
export interface Way extends Stoppable {
  readonly workers: number;
}

/** Computes what the store lacks of an experiment, leaves the results for people and shows them. */
export async function runPrepared(
  prepared: Prepared,
  given: Arguments,
  session: Session,
  way: Way,
): Promise<RunSummary> {
  const began = performance.now();
  const { err, env } = session;
  err.print(issuesLines(prepared.warnings, err, prepared.experiment.sources));
  const missing = required(prepared.plan, await storedNodes(prepared.plan, prepared.store));
  await checkPlace(prepared, missing.length > 0);
  if (!given.flags.has("quiet")) err.print(headerLines(prepared, missing, paintFor(err.color)));
  const computes = missing.length > 0;
  if (computes) sayServer(prepared, given, session);
  const begun = await beginRun(prepared, computes);
  const followed = followRun(prepared, begun, { computes, signal: way.signal }, given, session);
  try {
    const report = await compute(prepared, missing, begun, followed.hear, given, session, way);
    const isStopped = report.stopped && way.signal.aborted;
    const summary = await finish(prepared, missing, begun, report, {
      isStopped,
      seconds: (performance.now() - began) / 1000,
      again: commandLine(session.argv, env, session.started),
    });
    await showRun(prepared, summary, given, session);
    await followed.end({ report, summary });
    return summary;
  } catch (error) {
    await followed.leave();
    throw error;
  }
}

/** Where MLflow shows the run, in one line of the header. */
function sayServer({ workspace }: Prepared, given: Arguments, { env, err }: Session): void {
  const server = isTrackingOff(given, env) || given.flags.has("quiet") ? undefined : knownServer(env, workspace);
  if (server?.isAddress === true) err.print(`  MLflow: ${server.shown}`);
}

async function compute(
  prepared: Prepared,
  missing: readonly RequiredNode[],
  { provenance }: BegunRun,
  hear: (event: RunEvent) => void,
  given: Arguments,
  { env, err }: Session,
  { workers, signal, display }: Way,
): Promise<WholeRunReport> {
  if (missing.length === 0) return nothingMade(prepared.plan);
  // Kernels, worker threads and the renderer are loaded only here.
  const { execute } = await import("./execute.ts");
  const failFast = given.flags.has("fail-fast");
  const debug = env["GOLDILOCKS_DEBUG"] === "1";
  const quiet = given.flags.has("quiet");
  return execute({ prepared, missing, workers, failFast, quiet, debug, signal, env, err, provenance, display, hear });
}

async function finish(
  prepared: Prepared,
  missing: readonly RequiredNode[],
  begun: BegunRun,
  report: WholeRunReport,
  { isStopped, ...rest }: Pick<RunSummary, "seconds" | "again"> & { readonly isStopped: boolean },
): Promise<RunSummary> {
  const { plan } = report;
  // Where cells failed, everything that is shown is that of the partial plan.
  const made = { ...prepared, plan };
  const counted = countRun(plan, missing, report);
  // A figure that cannot be drawn withholds neither the table nor what else is read from it.
  const absent = new Set([...report.failed.keys(), ...report.skipped]);
  const tabled = !report.stopped && plan.goals.includes(plan.table) && !absent.has(plan.table);
  const outcome = isStopped ? "stopped" : outcomeOf(prepared, report, tabled);
  const { failures } = counted;
  const results = tabled ? await writeResultFiles(made, { absent, failures }) : null;
  const best = tabled ? await bestOf(made) : null;
  const estimates = tabled ? await estimatesOf(made) : null;
  const claims = tabled ? await claimsOf(made) : null;
  await finishRun(outcome === "partial" ? made : prepared, begun, outcome, {
    cells: { ...counted.cells },
    made: { ...counted.made },
  });
  const { experiment, warnings } = prepared;
  const { name, title } = experiment;
  return { outcome, run: begun.id, name, title, warnings, ...counted, best, estimates, claims, results, ...rest };
}

function outcomeOf({ plan }: Prepared, report: WholeRunReport, tabled: boolean): Outcome {
  if (report.failed.size === 0) return report.stopped ? "stopped" : "done";
  return tabled && report.plan !== plan ? "partial" : "failed";
}
