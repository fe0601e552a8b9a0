import { availableParallelism } from "node:os";
import { workersOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { onlyFile } from "../positionals.ts";
import { experimentOptions, prepare } from "../prepare.ts";
import { placed, placeOption } from "../results/placed.ts";
import { runPrepared } from "../run/run-prepared.ts";
import { untilStopped } from "../run/stop-signals.ts";
import { storeEvents } from "../stored/store-events.ts";

/** `exp FILE`: computes what the store lacks and shows the result. */
export const run: Command = {
  name: "run",
  summary: "train what the store lacks, draw the figures and show them",
  usage: "[run] FILE [options]",
  details: `Everything computed is kept in the store: the same command again computes nothing, a changed file only what is new.
Ctrl-C saves and stops (exit code 75), and the same command goes on from there. A second Ctrl-C ends at once.
A cell that fails is left out of table and figures (exit code 1), and the same command computes only that cell again.
Results lie in results/NAME, with a profile in results/NAME+PROFILE, and with --set in a folder of their own for these changes;
GOLDILOCKS_RESULTS names another folder than results, and --out the very folder of this run. It is replaced whole; other files in it stay.

examples:
  exp experiments/toy-fig3.yaml --profile smoke
  exp experiments/toy-fig3.yaml --set train.steps=2000 --workers 4`,
  argument: "experiment",
  options: {
    ...experimentOptions,
    ...placeOption,
    workers: { value: "N", summary: "worker threads (default: one a core)" },
    "no-track": { summary: "tell MLflow nothing of it" },
    "fail-fast": { summary: "stop at the first cell that fails; else the others go on" },
    json: { summary: "print the result as JSON on standard output, and nothing else there" },
    quiet: { summary: "no header and no progress; only the figures' files and hashes" },
  },
  run: async (given, session) => {
    const file = onlyFile(given, "run");
    const workers = workersOf(given, availableParallelism());
    return untilStopped(session, async (way) => {
      const events = storeEvents(session.err, (lines) => way.display.say(lines));
      const prepared = placed(await prepare(file, given, session.env, events), given);
      const { outcome } = await runPrepared(prepared, given, session, { workers, ...way });
      return exitCodes[outcome];
    });
  },
};
