import { availableParallelism } from "node:os";
import { openStore } from "@goldilocks/store";
import { required } from "@goldilocks/plan";
import { workersOf } from "../arguments.ts";
import { cannotWrite } from "../cannot-write.ts";
import type { Command, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { gatherProvenance } from "../machine/provenance.ts";
import { inOwnFolder } from "../own-folder.ts";
import { exactlyOne } from "../positionals.ts";
import type { Prepared } from "../prepare.ts";
import { prepareTarget } from "../rerun/prepare-target.ts";
import { targetOf } from "../rerun/target.ts";
import { verificationText } from "../rerun/verification-text.ts";
import { compareStores, type Verification } from "../rerun/verify-plan.ts";
import { headerLines } from "../run/header.ts";
import type { Way } from "../run/run-prepared.ts";
import { untilStopped } from "../run/stop-signals.ts";
import { storeEvents } from "../stored/store-events.ts";
import { openForReading } from "../stored/store-files.ts";
import { paintFor } from "../text/paint.ts";
import { VERIFYING } from "../upkeep/leftovers.ts";
import type { Arguments } from "../arguments.ts";

/** `exp verify HASH`: computes a result from nothing and compares every artifact. */
export const verify: Command = {
  name: "verify",
  summary: "compute a past result from nothing, in a place of its own, and compare every artifact bit for bit",
  usage: "verify HASH|FIGURE [options]",
  details: `Nothing is taken from the store: features, codes, trainings, metrics, tables and figures are made anew beside it, compared
with what it holds, and removed again. This takes as long as the first run did.

example:
  exp verify 97bc4859`,
  options: {
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    json: { summary: "print the result as JSON on standard output, and nothing else there" },
    quiet: { summary: "no header and no progress" },
  },
  run: async (given, session) => {
    const word = exactlyOne(given, "hash or figure", "exp verify 97bc4859");
    const workers = workersOf(given, availableParallelism());
    const opened = await openForReading(session);
    const target = await targetOf(word, opened);
    return untilStopped(session, async (way) => {
      const say = (text: string): void => way.display.say(text);
      const prepared = await prepareTarget(target, opened.workspace, storeEvents(session.err, say));
      return verifyPrepared(prepared, given, session, { workers, ...way });
    });
  },
};

async function verifyPrepared(prepared: Prepared, given: Arguments, session: Session, way: Way): Promise<ExitCode> {
  const { store } = prepared.workspace;
  try {
    return await inOwnFolder(store, VERIFYING, async (place) => {
      const outcome = await computeAnew(prepared, place, given, session, way);
      if (outcome !== "done") return exitCodes[outcome];
      const verification = await compareStores(prepared.plan, prepared.store, await openStore(place));
      return printVerification(verification, given, session);
    });
  } catch (error) {
    throw cannotWrite(
      store,
      error,
      "make the store writable: everything is computed anew inside it, and removed again",
    );
  }
}

async function computeAnew(
  prepared: Prepared,
  place: string,
  given: Arguments,
  session: Session,
  way: Way,
): Promise<"done" | "failed" | "stopped"> {
  const { env, err } = session;
  const quiet = given.flags.has("quiet");
  const anew = { ...prepared, store: await openStore(place), workspace: { ...prepared.workspace, store: place } };
  const missing = required(prepared.plan, { has: () => false });
  if (!quiet) err.write(`${headerLines(anew, missing, paintFor(err.color)).join("\n")}\n`);
  const { execute } = await import("../run/execute.ts");
  const provenance = await gatherProvenance();
  const debug = env["GOLDILOCKS_DEBUG"] === "1";
  const options = { prepared: anew, missing, failFast: true, quiet, debug, env, err, provenance, ...way };
  const { failed, stopped } = await execute(options);
  if (failed.size > 0) return "failed";
  return stopped ? "stopped" : "done";
}

function printVerification(verification: Verification, given: Arguments, { out }: Session): ExitCode {
  const { different, ...counts } = verification;
  if (given.flags.has("json")) {
    const first =
      different === undefined
        ? null
        : {
            node: different.node.key,
            kind: different.node.kind,
            label: different.node.label,
            differences: different.differences,
          };
    out.write(
      `${JSON.stringify({ outcome: first === null ? "identical" : "different", ...counts, first }, undefined, 2)}\n`,
    );
  } else out.write(`${verificationText(verification, paintFor(out.color))}\n`);
  return different === undefined ? exitCodes.done : exitCodes.failed;
}
