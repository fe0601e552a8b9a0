import type { ChildProcess } from "node:child_process";
import type { Session } from "../command.ts";
import { CliError } from "../error.ts";
import { listenForStop } from "../run/stop-signals.ts";
import type { Terminal } from "../text/terminal.ts";
import { duration } from "../text/quantities.ts";
import { ownServer } from "../tracking/known-server.ts";
import { findWorkspace } from "../workspace.ts";
import { ask } from "./ask.ts";
import { freePort, HOST } from "./free-port.ts";
import { openPage } from "./open-page.ts";
import { serverPlaces, type ServerPlaces } from "./places.ts";
import { forgetServer, rememberServer, type RunningServer, runningServer, wasStopped } from "./running-server.ts";
import { startServer } from "./start-server.ts";
import { stopServer } from "./stop-server.ts";
import { findToolchain } from "./toolchain.ts";
import { syncHere, syncLines } from "./sync-here.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

/** Milliseconds that a server which runs already may take to answer: a busy machine is slow. */
const PATIENCE = 30_000;

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
  if (running !== undefined && (await stillAnswers(running))) {
    await greet(running.address, options, session, new AbortController().signal);
    session.err.print(`it runs already (process ${running.pid}): exp mlflow --stop ends it`);
    return;
  }
  const stop = listenForStop(() => session.err.print("stopping MLflow"));
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
  const toolchain = await findToolchain(env, places, err.print);
  const port = await freePort(options.port);
  if (signal.aborted) return;
  const address = `http://${HOST}:${port}`;
  err.print(`starting MLflow (${toolchain.from})`);
  const child = await startServer(toolchain, places, port);
  const pid = child.pid ?? 0;
  let left = false;
  try {
    const onWait = waitingLine(err);
    const ready = await waitUntilReady({
      child,
      answers: async () => (await ask(address)) === "answers",
      signal,
      log: places.log,
      onWait,
    });
    if (!ready) return;
    await rememberServer(places.running, { address, pid });
    await greet(address, options, session, signal);
    if (!options.detach) err.print("Ctrl-C stops it");
    left = options.detach;
    if (left) child.unref();
    else await ended(child, signal, places, session);
  } finally {
    if (!left) {
      // Forgotten last: should this process be ended meanwhile, `exp mlflow --stop` still finds the server.
      await stopServer(pid);
      await forgetServer(places.running, pid);
    }
  }
}

/** Stops the server that runs for the workspace. @throws {@link CliError} `CLI_MLFLOW_FAILED` where it does not answer. */
export async function stopRunning(session: Session): Promise<void> {
  const places = serverPlaces(findWorkspace(session.env, process.cwd()).store);
  const running = runningServer(places.running);
  // A process of that number which does not listen there may be anybody's.
  const ours = running !== undefined && (await stillAnswers(running));
  if (ours) {
    await rememberServer(places.running, { ...running, stopping: true });
    await stopServer(running.pid);
  }
  await forgetServer(places.running, running?.pid);
  session.err.print(ours ? `stopped MLflow at ${running.address}` : "no MLflow server runs for this workspace");
}

/** Whether a server that was remembered is there. @throws {@link CliError} `CLI_MLFLOW_FAILED` where nobody can tell: it listens, and is silent. */
async function stillAnswers({ address, pid }: RunningServer): Promise<boolean> {
  const answer = await ask(address, PATIENCE);
  if (answer !== "is silent") return answer === "answers";
  const message = `the MLflow server at ${address} (process ${pid}) does not answer within ${PATIENCE / 1000} s`;
  throw new CliError({
    code: "CLI_MLFLOW_FAILED",
    message,
    hint: "wait until the machine is less busy, or end the process",
  });
}

/** Says where it is, opens it, and brings it what waits in the outbox. */
async function greet(address: string, options: ServeOptions, session: Session, signal: AbortSignal): Promise<void> {
  const { out, err } = session;
  const page = `${address}/#/experiments?workflowType=machine_learning`;
  if (options.json) out.printJson({ address, page });
  else out.print(`MLflow: ${page}`);
  if (options.open && out.live) openPage(page);
  const server = ownServer(address);
  const came = await syncHere(session, server, { all: false, signal });
  if (came.delivered > 0 || came.problem !== null) err.print(syncLines(came, server, err));
}

/** Waits until the signal, until `exp mlflow --stop` elsewhere, or until the server ends by itself, which is a failure. */
async function ended(child: ChildProcess, signal: AbortSignal, places: ServerPlaces, { err }: Session): Promise<void> {
  if (signal.aborted) return;
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      signal.addEventListener("abort", () => resolve());
    });
  }
  if (signal.aborted) return;
  if (wasStopped(places.running, child.pid ?? 0)) {
    err.print("stopped: exp mlflow --stop ended it");
    return;
  }
  const message = "the MLflow server has ended by itself";
  throw new CliError({ code: "CLI_MLFLOW_FAILED", message, hint: `read ${places.log}, then start it again` });
}

/** On a terminal a line that is drawn over, elsewhere nothing. */
function waitingLine(err: Terminal): (milliseconds: number) => void {
  return (milliseconds) => {
    if (err.live) err.passing(`  waiting until it answers, ${duration(milliseconds)}`);
  };
}
