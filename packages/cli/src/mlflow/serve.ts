import type { ChildProcess } from "node:child_process";
import type { Session } from "../command.ts";
import { CliError } from "../error.ts";
import { listenForStop } from "../run/stop-signals.ts";
import type { Terminal } from "../text/terminal.ts";
import { duration } from "../text/quantities.ts";
import { findWorkspace } from "../workspace.ts";
import { freePort, HOST } from "./free-port.ts";
import { openPage } from "./open-page.ts";
import { serverPlaces, type ServerPlaces } from "./places.ts";
import { forgetServer, rememberServer, runningServer } from "./running-server.ts";
import { startServer } from "./start-server.ts";
import { stopServer } from "./stop-server.ts";
import { findToolchain } from "./toolchain.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

/** How to serve. */
export interface ServeOptions {
  /** Undefined for the first that is free. */
  readonly port: number | undefined;
  /** Opens a browser, if this is a terminal. */
  readonly open: boolean;
  /** Ends once the server answers, and leaves it running. */
  readonly detach: boolean;
  readonly json: boolean;
}

/**
 * Serves MLflow for the workspace until it is stopped. One that runs already is only shown.
 *
 * @throws {@link CliError} as finding, starting and waiting for it do.
 */
export async function serve(options: ServeOptions, session: Session): Promise<void> {
  const places = serverPlaces(findWorkspace(session.env, process.cwd()).store);
  const running = runningServer(places.running);
  if (running !== undefined && (await answers(running.address))) {
    await greet(running.address, options, session);
    return;
  }
  const stop = listenForStop(() => session.err.write("stopping MLflow\n"));
  try {
    await serveUntil(stop.signal, places, options, session);
  } finally {
    stop.close();
  }
}

async function serveUntil(
  signal: AbortSignal,
  places: ServerPlaces,
  options: ServeOptions,
  session: Session,
): Promise<void> {
  const { env, err } = session;
  const toolchain = await findToolchain(env, places, err.write);
  const port = await freePort(options.port);
  if (signal.aborted) return;
  const address = `http://${HOST}:${port}`;
  err.write(`starting MLflow (${toolchain.from})\n`);
  const child = await startServer(toolchain, places, port);
  const pid = child.pid ?? 0;
  let left = false;
  try {
    const onWait = waitingLine(err);
    const ready = await waitUntilReady({ child, answers: () => answers(address), signal, log: places.log, onWait });
    if (!ready) return;
    await rememberServer(places.running, { address, pid, started: Date.now() });
    await greet(address, options, session);
    left = options.detach;
    if (left) child.unref();
    else await ended(child, signal, places);
  } finally {
    if (!left) {
      await forgetServer(places.running);
      await stopServer(pid);
    }
  }
}

/** Stops the server that runs for the workspace. */
export async function stopRunning(session: Session): Promise<void> {
  const places = serverPlaces(findWorkspace(session.env, process.cwd()).store);
  const running = runningServer(places.running);
  // A process of that number that does not answer there may be anybody's.
  const ours = running !== undefined && (await answers(running.address));
  await forgetServer(places.running);
  if (ours) await stopServer(running.pid);
  session.err.write(ours ? `stopped MLflow at ${running.address}\n` : "no MLflow server runs for this workspace\n");
}

/** Says where it is, brings it what waits, and opens it. */
async function greet(address: string, options: ServeOptions, session: Session): Promise<void> {
  const { out, err } = session;
  const page = `${address}/#/experiments?workflowType=machine_learning`;
  if (options.json) out.write(`${JSON.stringify({ address, page }, undefined, 2)}\n`);
  else out.write(`MLflow: ${page}\n`);
  if (!options.detach) err.write("Ctrl-C stops it\n");
  if (options.open && out.live) openPage(page);
}

/** Waits until the signal, or until the server ends by itself, which is a failure. */
async function ended(child: ChildProcess, signal: AbortSignal, places: ServerPlaces): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || signal.aborted) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    signal.addEventListener("abort", () => resolve());
  });
  if (signal.aborted) return;
  const message = "the MLflow server has ended by itself";
  throw new CliError({ code: "CLI_MLFLOW_FAILED", message, hint: `read ${places.log}, then start it again` });
}

/** On a terminal a line that is drawn over, elsewhere nothing. */
function waitingLine(err: Terminal): (milliseconds: number) => void {
  return (milliseconds) => {
    if (err.live) err.write(`\r  waiting until it answers, ${duration(milliseconds)} \u001B[K\r`);
  };
}

/** Whether a server answers a request that reads its database; that it is healthy proves nothing. */
async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(`${address}/api/2.0/mlflow/experiments/search`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ max_results: 1 }),
      signal: AbortSignal.timeout(5000),
    });
    return response.ok;
  } catch {
    return false;
  }
}
