import { availableParallelism } from "node:os";
import { workersOf } from "../arguments.ts";
import type { Command, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import type { Prepared } from "../prepare.ts";
import { prepareTarget } from "../rerun/prepare-target.ts";
import { type Target, targetOf } from "../rerun/target.ts";
import { verdictOf, verdictText } from "../rerun/verdict.ts";
import { issueLines } from "../run/failures.ts";
import { runPrepared } from "../run/run-prepared.ts";
import { untilStopped } from "../run/stop-signals.ts";
import { openForReading } from "../stored/store-files.ts";
import { paintFor } from "../text/paint.ts";

/** `exp HASH`: makes a past result again and says whether it is the same. */
export const rerun: Command = {
  name: "rerun",
  summary: "make a past figure again by its hash, or by its file, and say whether the bytes are the same",
  usage: "[rerun] HASH|FIGURE [options]",
  details: `HASH is the beginning of the hash of a figure, a table or any other node, of an output's digest, or of a run's id.
FIGURE is an SVG or PNG that Goldilocks made: it carries its hash and its experiment. What the store does not know is looked
for among the workspace's experiments. What the store holds is not computed again: exp verify does that.

examples:
  exp 97bc4859
  exp rerun figure3.png`,
  options: {
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    json: { summary: "print the result as JSON on standard output, and nothing else there" },
    quiet: { summary: "no header and no progress; only the figures' files and hashes" },
  },
  run: async (given, session) => {
    const word = exactlyOne(given, "hash or figure", "exp rerun 97bc4859");
    const workers = workersOf(given, availableParallelism());
    const opened = await openForReading(session);
    const target = await targetOf(word, opened);
    return untilStopped(session, async (way) => {
      const say = (text: string): void => way.display.say(text);
      const prepared = await prepareTarget(target, opened.workspace, (report) =>
        say(issueLines([report], session.err)),
      );
      const { outcome } = await runPrepared(prepared, given, session, { workers, ...way });
      return outcome === "done" ? judge(target, prepared, session) : exitCodes[outcome];
    });
  },
};

/** Says whether what came out is what was recorded. Different bytes are a failure. */
async function judge(target: Target, { store, plan }: Prepared, { err }: Session): Promise<ExitCode> {
  const verdict = verdictOf(target, await store.result(target.key ?? plan.table));
  err.write(`${verdictText(verdict, paintFor(err.color))}\n`);
  return verdict.is === "different" ? exitCodes.failed : exitCodes.done;
}
