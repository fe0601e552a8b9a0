import { availableParallelism } from "node:os";
import { type RunReport, storedNodes } from "@goldilocks/engine";
import { required, type RequiredNode } from "@goldilocks/plan";
import { type Arguments, workersOf } from "../arguments.ts";
import type { Command, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { onlyFile } from "../positionals.ts";
import { commandLine } from "../invocation.ts";
import { experimentOptions, type Prepared, prepare } from "../prepare.ts";
import { issueLines } from "../run/failures.ts";
import { headerLines } from "../run/header.ts";
import { bestOf, countRun, nothingMade, type RunSummary } from "../run/report.ts";
import { writeResultFiles } from "../run/result-files.ts";
import { beginRun, type BegunRun, finishRun } from "../run/run-record.ts";
import { showRun } from "../run/show-run.ts";
import { listenForStop } from "../run/stop-signals.ts";
import { paintFor } from "../text/paint.ts";

/** `exp FILE`: computes what the store lacks and shows the result. */
export const run: Command = {
  name: "run",
  summary: "train what the store lacks, draw the figures and show them",
  usage: "[run] FILE [options]",
  details: `Everything computed is kept in the store: the same command again computes nothing, a changed file only what is new.
Ctrl-C saves and stops (exit code 75), and the same command goes on from there. A second Ctrl-C ends at once.
Results lie in results/NAME, with a profile in results/NAME+PROFILE, and with --set in a folder of their own for these changes.

examples:
  exp experiments/toy-fig3.yaml --profile smoke
  exp experiments/toy-fig3.yaml --set train.steps=2000 --workers 4`,
  argument: "experiment",
  options: {
    ...experimentOptions,
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    "fail-fast": { summary: "stop at the first cell that fails; else the others go on" },
    json: { summary: "print the result as JSON on standard output, and nothing else there" },
    quiet: { summary: "no header and no progress; only the figures' files and hashes" },
  },
  run: async (given, session) => {
    const file = onlyFile(given, "run");
    const workers = workersOf(given, availableParallelism());
    const display = { say: session.err.write };
    const stop = listenForStop(() =>
      display.say("stopping: trainings save what they have; Ctrl-C again ends at once\n"),
    );
    try {
      return await runFile(file, given, session, { workers, signal: stop.signal, display });
    } finally {
      stop.close();
    }
  },
};

interface Way {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** How to print at this moment: above the live lines, while there are some. */
  readonly display: { say: (text: string) => void };
}

async function runFile(file: string, given: Arguments, session: Session, way: Way): Promise<ExitCode> {
  const began = performance.now();
  const { err, env } = session;
  const prepared = await prepare(file, given, env, (report) => way.display.say(issueLines([report], err)));
  const missing = required(prepared.plan, await storedNodes(prepared.plan, prepared.store));
  if (!given.flags.has("quiet")) err.write(`${headerLines(prepared, missing, paintFor(err.color)).join("\n")}\n`);
  const begun = await beginRun(prepared, missing.length > 0);
  const report = await compute(prepared, missing, begun, given, session, way);
  const summary = await finish(prepared, missing, begun, report, {
    seconds: (performance.now() - began) / 1000,
    again: commandLine(session.argv, env, session.started),
  });
  await showRun(prepared, summary, given, session);
  return exitCodes[summary.outcome];
}

async function compute(
  prepared: Prepared,
  missing: readonly RequiredNode[],
  { provenance }: BegunRun,
  given: Arguments,
  { env, err }: Session,
  { workers, signal, display }: Way,
): Promise<RunReport> {
  if (missing.length === 0) return nothingMade;
  // Kernels, worker threads and the renderer are loaded only here.
  const { execute } = await import("../run/execute.ts");
  const failFast = given.flags.has("fail-fast");
  const debug = env["GOLDILOCKS_DEBUG"] === "1";
  const quiet = given.flags.has("quiet");
  return execute({ prepared, missing, workers, failFast, quiet, debug, signal, env, err, provenance, display });
}

async function finish(
  prepared: Prepared,
  missing: readonly RequiredNode[],
  begun: BegunRun,
  report: RunReport,
  rest: Pick<RunSummary, "seconds" | "again">,
): Promise<RunSummary> {
  const { plan, experiment } = prepared;
  const counted = countRun(plan, missing, report);
  const complete = report.failed.size === 0 && !report.stopped;
  const outcome = complete ? "done" : report.failed.size > 0 ? "failed" : "stopped";
  // A figure that cannot be drawn withholds neither the table nor the other figures.
  const tabled = complete || (!report.stopped && [...report.failed.keys()].every((key) => plan.figures.includes(key)));
  const results = tabled ? await writeResultFiles(prepared, new Set(report.failed.keys())) : null;
  const best = tabled ? await bestOf(prepared) : null;
  await finishRun(prepared, begun, outcome, { cells: { ...counted.cells }, made: { ...counted.made } });
  const { name, title } = experiment;
  return { outcome, run: begun.id, name, title, ...counted, best, results, ...rest };
}
