import type { Arguments } from "../arguments.ts";
import { serverPlaces } from "../mlflow/places.ts";
import { runningServer } from "../mlflow/running-server.ts";
import type { Workspace } from "../workspace.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A server to send to. */
export interface KnownServer {
  /** As it was configured; may hold a password. */
  readonly uri: string;
  /** Without a password, for people; never anything of a text that is no address. */
  readonly shown: string;
  /** Whether it can be one at all: no client is made of anything else, which is told once one is to be made. */
  readonly isAddress: boolean;
  /** Whether it is the workspace's own, which knows no password. */
  readonly isOwn: boolean;
}

/** The server of `MLFLOW_TRACKING_URI`, if that is set, whatever it names; else the one that `exp mlflow` runs for the workspace. */
export function knownServer(env: Environment, { store }: Pick<Workspace, "store">): KnownServer | undefined {
  const { MLFLOW_TRACKING_URI: set = "" } = env;
  const configured = set.trim();
  if (configured !== "") return configuredServer(configured);
  const running = runningServer(serverPlaces(store).running);
  return running === undefined ? undefined : ownServer(running.address);
}

/** A typing error must not send anything elsewhere than to the server that was meant: what is no address stays one that is none. */
function configuredServer(uri: string): KnownServer {
  const url = /^https?:/iu.test(uri) && URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined) return { uri, shown: "no address", isAddress: false, isOwn: false };
  return { uri, shown: withoutPassword(uri), isAddress: url.search === "" && url.hash === "", isOwn: false };
}

/** The server that `exp mlflow` runs. */
export const ownServer = (address: string): KnownServer => ({
  uri: address,
  shown: address,
  isAddress: true,
  isOwn: true,
});

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
