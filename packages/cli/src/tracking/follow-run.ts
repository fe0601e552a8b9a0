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
}

const unfollowed: FollowedRun = { hear: () => {}, end: () => Promise.resolve() };

/** Whether a hash was named: then the folder of results is `NAME@HASH`. */
const isRerun = ({ folder }: Prepared): boolean => folder.includes("@");

/** Follows a run for MLflow, unless that is switched off. What that takes is loaded here only. */
export async function followRun(
  prepared: Prepared,
  begun: BegunRun,
  how: { readonly computes: boolean; readonly signal: AbortSignal },
  given: Arguments,
  { env, err }: Session,
): Promise<FollowedRun> {
  // A figure that is made again from what is stored is nothing new.
  if (isTrackingOff(given, env) || (isRerun(prepared) && !how.computes)) return unfollowed;
  const { trackRun } = await import("./track-run.ts");
  const quiet = given.flags.has("quiet");
  return trackRun(prepared, begun, { ...how, env, say: err.write, quiet });
}
