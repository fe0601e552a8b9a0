import { join } from "node:path";
import { sha256 } from "@goldilocks/digest";
import type { Issue } from "@goldilocks/diagnostics";
import type { Store } from "@goldilocks/engine";
import type { MlflowClient } from "@goldilocks/mlflow-client";
import type { Tracking, TrackingOptions, TrackingProblem } from "@goldilocks/tracking";
import type { Workspace } from "../workspace.ts";
import type { KnownServer } from "./known-server.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** An outbox that is open, and the client behind it. */
export interface OpenOutbox {
  readonly tracking: Tracking;
  /** What went wrong, each once. */
  readonly problems: readonly Issue[];
  readonly close: () => Promise<void>;
}

/** A request is tried once more: the outbox tries again by itself, and at the end of a run nobody wants to wait. */
const RETRIES = 1;
const TIMEOUTS = { connect: 5000, headers: 60_000, body: 60_000, answer: 60_000 };

/** Any key will do that no result has. */
const LOCK = sha256("goldilocks: the sender of the outbox");

/** Opens the outbox of a store; with a server, it sends to it. @throws MlflowError for settings that make no client. */
export async function openOutbox(
  { store: folder }: Pick<Workspace, "store">,
  store: Store,
  server: KnownServer | undefined,
  env: Environment,
): Promise<OpenOutbox> {
  const { openTracking } = await import("@goldilocks/tracking");
  const problems: TrackingProblem[] = [];
  const options: TrackingOptions = {
    directory: join(folder, "tracking"),
    readObject: (digest) => store.read(digest),
    lock: (signal) => store.lock(LOCK, signal),
    onProblem: (problem) => void problems.push(problem),
  };
  if (server === undefined) {
    const tracking = openTracking(options);
    return { tracking, problems, close: () => tracking.close() };
  }
  const client = await clientOf(server, env);
  const tracking = openTracking({ ...options, server: { client } });
  return { tracking, problems, close: () => tracking.close().then(() => client.close()) };
}

/**
 * A client of a server, with credentials and the like from the environment. The workspace's own gets none of them: they are another
 * server's, and no proxy leads to this machine.
 */
export async function clientOf({ uri, isOwn }: KnownServer, env: Environment): Promise<MlflowClient> {
  const { MlflowClient, optionsFromEnvironment } = await import("@goldilocks/mlflow-client");
  const retry = { retries: RETRIES };
  if (isOwn) return new MlflowClient({ uri, retry, timeouts: TIMEOUTS });
  const found = await optionsFromEnvironment({ ...env, MLFLOW_TRACKING_URI: uri });
  return new MlflowClient({ ...found, retry, timeouts: { ...TIMEOUTS, ...found.timeouts } });
}
