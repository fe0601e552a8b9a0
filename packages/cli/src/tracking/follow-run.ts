import { setTimeout as pause } from "node:timers/promises";
import type { RunEvent } from "@goldilocks/engine";
import type { Arguments } from "../arguments.ts";
import type { Session } from "../command.ts";
import type { Prepared } from "../prepare.ts";
import type { BegunRun } from "../run/run-record.ts";
import { isTrackingOff } from "./known-server.ts";
import type { EndOfRun } from "./run-tracker.ts";

/** A run that MLflow is told of. Nothing here rejects or takes long: a run does not depend on it. */
export interface FollowedRun {
  readonly hear: (event: RunEvent) => void;
  /** Keeps how the run ended, then waits a little for the server, and says in one line where to look or what waits. */
  readonly end: (end: Omit<EndOfRun, "begun">) => Promise<void>;
  /** Lets go of the server at once, where an error ended the run: what is under way must not keep the process from ending. */
  readonly leave: () => Promise<void>;
}

const unfollowed: FollowedRun = { hear: () => {}, end: () => Promise.resolve(), leave: () => Promise.resolve() };

/** Whether a hash was named: then the folder of results is `NAME@HASH`. */
const isRerun = ({ folder }: Prepared): boolean => folder.includes("@");

/** Milliseconds after which a run that goes on is told of. */
const LATER = 10_000;

/**
 * Follows a run for MLflow, unless that is switched off. Loading what that takes, and sending, takes time from the first trainings, so that
 * a short run is told of when its results are shown.
 */
export function followRun(
  prepared: Prepared,
  begun: BegunRun,
  how: { readonly computes: boolean; readonly signal: AbortSignal },
  given: Arguments,
  { env, err }: Session,
): FollowedRun {
  // A figure that is made again from what is stored is nothing new.
  if (isTrackingOff(given, env) || (isRerun(prepared) && !how.computes)) return unfollowed;
  const ended = new AbortController();
  const early: (readonly [RunEvent, number])[] = [];
  let hear: FollowedRun["hear"] = (event) => {
    // Progress comes often, and tells MLflow nothing.
    if (event.type !== "progress") early.push([event, Date.now()]);
  };
  let isLeft = false;
  const follow = async (): Promise<Pick<FollowedRun, "end" | "leave">> => {
    if (how.computes) await pause(LATER, undefined, { signal: ended.signal, ref: false }).catch(() => {});
    if (isLeft) return unfollowed;
    const { trackRun } = await import("./track-run.ts");
    const tracked = trackRun(prepared, begun, { ...how, env, say: err.print, quiet: given.flags.has("quiet") });
    for (const [event, at] of early) tracked.hear(event, at);
    hear = (event) => tracked.hear(event, Date.now());
    return tracked;
  };
  const following = follow().catch((error: unknown) => {
    err.print(`  MLflow: ${error instanceof Error ? error.message : String(error)}`);
    return unfollowed;
  });
  return {
    hear: (event) => hear(event),
    end: async (end) => {
      ended.abort();
      await (await following).end(end);
    },
    leave: async () => {
      isLeft = true;
      ended.abort();
      await (await following).leave();
    },
  };
}
