import { availableParallelism } from "node:os";
import { type Result, storedNodes } from "@goldilocks/engine";
import { exactDevice, required } from "@goldilocks/plan";
import { type Arguments, oneOf, workersOf } from "../arguments.ts";
import type { Command, Session } from "../command.ts";
import { CliError } from "../error.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { deviceOf, refuseForeign } from "../rerun/device-class.ts";
import { rerunExact } from "../rerun/rerun-exact.ts";
import { layOutCode } from "../rerun/recorded-code.ts";
import type { Watch } from "../rerun/run-program.ts";
import { runTrusted } from "../rerun/run-trusted.ts";
import { prepareTarget } from "../rerun/prepare-target.ts";
import { type Target, targetOf } from "../rerun/target.ts";
import { verdictOf, verdictLines } from "../rerun/verdict.ts";
import { placed, placeOption } from "../results/placed.ts";
import type { Prepared } from "../prepare.ts";
import type { RunSummary } from "../run/report.ts";
import { runPrepared } from "../run/run-prepared.ts";
import { behindMlflow } from "../mlflow/behind-mlflow.ts";
import { orStopped, untilStopped } from "../run/stop-signals.ts";
import { storeEvents } from "../stored/store-events.ts";
import { openForReading, type Opened } from "../stored/store-files.ts";
import { paintFor } from "../text/paint.ts";
import type { Lines } from "../text/terminal.ts";
import { codeFolder } from "../upkeep/leftovers.ts";
import { programDirectory } from "../workspace.ts";

/** `exp HASH`: makes a past result again and says whether it is the same. */
export const rerun: Command = {
  name: "rerun",
  summary: "make a past figure again by its hash, or by its file, and say whether the bytes are the same",
  usage: "[rerun] HASH|FIGURE [options]",
  details: `HASH is the beginning of the hash of a figure, a table or any other node, of an output's digest, or of a run's id.
FIGURE is an SVG, PNG or PDF that Goldilocks made: it carries its hash and its experiment. What the store does not know is looked
for among the workspace's experiments. mlflow:RUN_ID is the hash behind a run that is seen in MLflow. What the store holds is not computed again: exp verify does that.

A result of another class of device than this program has can be derived anew on the exact one, under a hash of its own: --device exact.

examples:
  exp 97bc4859
  exp rerun figure3.png`,
  options: {
    code: { value: "today|recorded", summary: "which program: today's, or the one that made it, from its commit" },
    "run-its-code": { summary: "with --code recorded: also if the commit is on none of your branches" },
    device: { value: exactDevice, summary: "derive it anew on the exact device, whichever class of device made it" },
    ...placeOption,
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    "no-track": { summary: "tell MLflow nothing of it" },
    json: { summary: "print the result as JSON on standard output, and nothing else there" },
    quiet: { summary: "no header and no progress; only the figures' files and hashes" },
  },
  run: async (given, session) => {
    const named = exactlyOne(given, "hash or figure", "exp rerun 97bc4859");
    const workers = workersOf(given, availableParallelism());
    const code = oneOf(given, "code", ["today", "recorded"]);
    const word = await behindMlflow(named, session);
    const opened = await openForReading(session);
    const target = await targetOf(word, opened);
    const derived = oneOf(given, "device", [exactDevice]) !== undefined && deviceOf(target) !== exactDevice;
    return untilStopped(session, async (way) => {
      const say = (lines: Lines): void => way.display.say(lines);
      if (code === "recorded")
        return rerunRecorded(target, opened, given, session, { workers, signal: way.signal, say });
      if (derived) return rerunExact(target, opened, given, session, { workers, ...way });
      const prepared = placed(await prepareTarget(target, opened.workspace, storeEvents(session.err, say)), given);
      const { store, plan } = prepared;
      // What is missing is looked for only where that matters: most results are exact.
      if (deviceOf(target) !== exactDevice) refuseForeign(target, required(plan, await storedNodes(plan, store)));
      const summary = await runPrepared(prepared, given, session, { workers, ...way });
      if (target.partialOf !== null) return judgePartial(target, summary, store, session);
      return summary.outcome === "done"
        ? judge(target, await store.result(target.key ?? plan.table), session)
        : exitCodes[summary.outcome];
    });
  },
};

/** Runs the program that made the result, against a store of its own. */
async function rerunRecorded(
  target: Target,
  { workspace, store }: Opened,
  given: Arguments,
  session: Session,
  watch: Watch,
): Promise<ExitCode> {
  if (store === undefined || target.recorded === null) throw notRecorded();
  const code = await layOutCode(target.recorded.provenance, store, programDirectory, codeFolder(workspace.store));
  const trust = { repository: programDirectory, foreign: given.flags.has("run-its-code") };
  const made = await orStopped(runTrusted(target, code, trust, watch), watch.signal);
  return made === "stopped" ? exitCodes.stopped : judge(target, made, session);
}

function notRecorded(): CliError {
  const message = "the store does not have that result, and so not the commit that made it";
  return new CliError({
    code: "CLI_NO_COMMIT",
    message,
    hint: "run it with today's program: leave out --code recorded",
  });
}

/** Of what was made although cells had failed: whether the same cells fail again, others, or none. */
async function judgePartial(
  target: Target,
  { outcome, results }: RunSummary,
  store: Prepared["store"],
  session: Session,
): Promise<ExitCode> {
  if (results === null) return exitCodes[outcome];
  const { table, figures, estimates, claims } = results;
  const made = [table, ...figures, ...[estimates, claims].filter((one) => one !== null)];
  const { err } = session;
  const paint = paintFor(err.color);
  if (made.some(({ key }) => key === target.key)) judge(target, await store.result(target.key ?? ""), session);
  else {
    const now = made.find(({ key, partialOf }) => (partialOf ?? key) === target.partialOf)?.key ?? table.key;
    const text =
      outcome === "done"
        ? `${paint.green("complete")}: no cell has failed this time; the whole is ${now}`
        : `${paint.red("different")}: other cells have failed than then; of these it is ${now}`;
    err.print(text);
  }
  return exitCodes[outcome];
}

/** Says whether what came out is what was recorded. Different bytes are a failure. */
function judge(target: Target, made: Result | undefined, { err }: Session): ExitCode {
  const verdict = verdictOf(target, made);
  err.print(verdictLines(verdict, paintFor(err.color)));
  return verdict.is === "different" ? exitCodes.failed : exitCodes.done;
}
