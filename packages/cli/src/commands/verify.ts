import { availableParallelism } from "node:os";
import { workersOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { exactlyOne } from "../positionals.ts";
import { prepareTarget } from "../rerun/prepare-target.ts";
import { targetOf } from "../rerun/target.ts";
import { planOfTarget } from "../rerun/target-plan.ts";
import { outcomeOf, verificationLines } from "../rerun/verification-text.ts";
import type { Comparison } from "../rerun/verify-plan.ts";
import { type Verification, verifyTarget } from "../rerun/verify-target.ts";
import { untilStopped } from "../run/stop-signals.ts";
import { storeEvents } from "../stored/store-events.ts";
import { openForReading } from "../stored/store-files.ts";
import { answer } from "../text/answer.ts";
import { paintFor } from "../text/paint.ts";

/** `exp verify HASH`: computes a result from nothing and compares every artifact. */
export const verify: Command = {
  name: "verify",
  summary: "compute a past result from nothing, in a place of its own, and compare every artifact bit for bit",
  usage: "verify HASH|FIGURE [options]",
  details: `Nothing is taken from the store: features, codes, trainings, metrics, the table and the figure are made anew beside it, compared
with what it holds, and removed again. Of artifacts that the store has lost, their recorded digests are compared. This takes as long
as the first run did.

--deep verifies the whole run behind it, every figure, estimate and claim, and computes all of it twice: as any run does, and with one
worker, plain 128-bit instructions and another order of the work, so that it shows too whether this machine agrees with itself.

examples:
  exp verify 97bc4859
  exp verify figure3.png --deep`,
  options: {
    deep: { summary: "everything that its run made, and a second time the other way round" },
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    json: { summary: "print the result as JSON on standard output, and nothing else there" },
    quiet: { summary: "no header and no progress" },
  },
  run: async (given, session) => {
    const word = exactlyOne(given, "hash or figure", "exp verify 97bc4859");
    const workers = workersOf(given, availableParallelism());
    const deep = given.flags.has("deep");
    const opened = await openForReading(session);
    const target = await targetOf(word, opened);
    return untilStopped(session, async (way) => {
      const events = storeEvents(session.err, (lines) => way.display.say(lines));
      // What today's program does not make is told before anything is computed.
      if (deep) await planOfTarget(target);
      const prepared = await prepareTarget(deep ? { ...target, key: null } : target, opened.workspace, events);
      const options = { twice: deep, quiet: given.flags.has("quiet") };
      const verification = await verifyTarget(target, prepared, options, session, { workers, ...way });
      if (typeof verification === "string") return exitCodes[verification];
      const { out } = session;
      const lines = verificationLines(verification, paintFor(out.color));
      answer(given, out, verificationFacts(verification), lines);
      return outcomeOf(verification) === "different" ? exitCodes.failed : exitCodes.done;
    });
  },
};

/** What `--json` prints. */
function verificationFacts(verification: Verification): object {
  const { recorded, held, again } = verification;
  return {
    outcome: outcomeOf(verification),
    ...comparisonFacts(recorded),
    held,
    again: again && { ...comparisonFacts(again), workers: again.workers },
  };
}

function comparisonFacts({ different, ...counts }: Comparison): object {
  if (different === undefined) return { ...counts, first: null };
  const { node, differences } = different;
  return { ...counts, first: { node: node.key, kind: node.kind, label: node.label, differences } };
}
