import type { Keep } from "@goldilocks/store";
import { type Arguments, valueOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../error.ts";
import { exitCodes } from "../exit-codes.ts";
import { noArguments } from "../positionals.ts";
import { type StoredRun, storedRuns } from "../stored/runs.ts";
import { align } from "../text/align.ts";
import { paintFor } from "../text/paint.ts";
import { bytes, count, whole } from "../text/quantities.ts";
import { collectLeftovers } from "../upkeep/leftovers.ts";
import { neededByOutbox } from "../upkeep/needed-by-outbox.ts";
import { keptRuns, reachable } from "../upkeep/reachable.ts";
import { openForUpkeep } from "../upkeep/open.ts";
import { findWorkspace } from "../workspace.ts";

const DAY = 24 * 60 * 60 * 1000;
const DAYS = 30;

/** `exp gc`: removes what no kept run and no pin leads to. */
export const gc: Command = {
  name: "gc",
  summary: "remove from the store what no kept run and no pin leads to",
  usage: "gc [options]",
  details: `Kept are every run of the last ${DAYS} days, the last run of every experiment, profile and set of changes, and what exp pin names,
each with everything that it was made from. What is younger than an hour stays, and nothing is removed while a run goes on.
What has not been delivered to MLflow stays. What commands left that were killed goes too.
Everything removed can be computed again.

examples:
  exp gc --dry-run
  exp gc --days 7`,
  options: {
    "dry-run": { summary: "remove nothing; say what would be removed" },
    days: { value: "N", summary: `keep every run of the last N days (default: ${DAYS})` },
    json: { summary: "print the counts as JSON on standard output, and nothing else there" },
  },
  run: async (given, session) => {
    noArguments(given, "exp gc --dry-run");
    const days = daysOf(given);
    const dryRun = given.flags.has("dry-run");
    const { out, err } = session;
    const upkeep = await openForUpkeep(session);
    const now = Date.now();
    const { store } = findWorkspace(session.env, process.cwd());
    let runs: readonly StoredRun[] = [];
    let kept: readonly StoredRun[] = [];
    const keepOf = async (): Promise<Keep> => {
      runs = await storedRuns(upkeep.store);
      kept = keptRuns(runs, { since: now - days * DAY });
      const keep = await reachable(upkeep.store, kept, await upkeep.pins());
      return { ...keep, objects: new Set([...keep.objects, ...(await neededByOutbox(store, upkeep.store))]) };
    };
    const onWait = (locks: number): void =>
      err.print(
        `waiting up to a minute for a sign of life of ${count(locks, "lock")} that no process here is known to hold`,
      );
    const collected = {
      ...(await upkeep.collect(keepOf, { dryRun, now, onWait })),
      leftovers: await collectLeftovers(store, dryRun),
    };
    if (given.flags.has("json")) out.printJson({ dryRun, keptRuns: kept.length, collected });
    else {
      const paint = paintFor(out.color);
      const total = Object.values(collected).reduce((sum, one) => sum + one.bytes, 0);
      const head = `${dryRun ? "would remove" : "removed"} ${bytes(total)}; ${count(kept.length, "run")} of ${whole(runs.length)} kept`;
      out.print([paint.bold(head), ...rows(collected)]);
    }
    return exitCodes.done;
  },
};

const rows = (
  collected: Readonly<Record<string, { readonly files: number; readonly bytes: number }>>,
): readonly string[] =>
  align(
    Object.entries(collected).map(([folder, one]) => [`  ${folder}`, whole(one.files), bytes(one.bytes)]),
    ["left", "right", "right"],
  );

function daysOf(given: Arguments): number {
  const text = valueOf(given, "days");
  if (text === undefined) return DAYS;
  if (/^\d{1,5}$/u.test(text)) return Number(text);
  const message = `--days ${text} is no whole number from 0 to 99999`;
  throw new UsageError({ code: "CLI_BAD_VALUE", message, hint: `leave it out for ${DAYS} days` });
}
