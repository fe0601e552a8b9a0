import type { Arguments } from "../arguments.ts";
import { serverPlaces } from "../mlflow/places.ts";
import { runningServer } from "../mlflow/running-server.ts";
import type { Workspace } from "../workspace.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A server to send to. */
export interface KnownServer {
  /** As it was configured; may hold a password. */
  readonly uri: string;
  /** Without a password, for people. */
  readonly shown: string;
  /** Whether it is the workspace's own, which knows no password. */
  readonly isOwn: boolean;
}

/** The server of `MLFLOW_TRACKING_URI`, else the one that `exp mlflow` runs for the workspace. Other kinds of addresses name none. */
export function knownServer(env: Environment, { store }: Pick<Workspace, "store">): KnownServer | undefined {
  const { MLFLOW_TRACKING_URI: configured = "" } = env;
  if (/^https?:\/\//iu.test(configured) && URL.canParse(configured)) {
    return { uri: configured, shown: withoutPassword(configured), isOwn: false };
  }
  const running = runningServer(serverPlaces(store).running);
  return running === undefined ? undefined : ownServer(running.address);
}

/** The server that `exp mlflow` runs. */
export const ownServer = (address: string): KnownServer => ({ uri: address, shown: address, isOwn: true });

function withoutPassword(uri: string): string {
  const url = new URL(uri);
  url.username = "";
  url.password = "";
  // No server of MLflow's has these, but a person may have put a token there.
  url.search = "";
  url.hash = "";
  return url.href.replace(/\/$/u, "");
}

/** Whether tracking is switched off: by `--no-track`, or by `GOLDILOCKS_MLFLOW=off`. */
export const isTrackingOff = ({ flags }: Pick<Arguments, "flags">, env: Environment): boolean => {
  const { GOLDILOCKS_MLFLOW: asked } = env;
  return flags.has("no-track") || asked === "off";
};
