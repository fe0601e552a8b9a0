import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { CliError } from "../error.ts";
import { lastLines } from "./start-server.ts";

/** Milliseconds that a start may take: on a busy machine with a cold disk a minute has been seen. */
const PATIENCE = 300_000;
const STEP = 250;

/** What a wait for a server needs. */
export interface Waiting {
  readonly child: ChildProcess;
  /** Whether the server answers a request that reads its database. */
  readonly answers: () => Promise<boolean>;
  readonly signal: AbortSignal;
  /** Its log. */
  readonly log: string;
  /** Told how long it has been, every few steps. */
  readonly onWait: (milliseconds: number) => void;
}

/**
 * Waits until the server really answers. Returns false where the wait was ended by the signal.
 *
 * @throws {@link CliError} `CLI_MLFLOW_FAILED` where the server ends first, or takes too long; with the last lines of its log.
 */
export async function waitUntilReady({ child, answers, signal, log, onWait }: Waiting): Promise<boolean> {
  const began = performance.now();
  for (;;) {
    if (signal.aborted) return false;
    if (child.exitCode !== null || child.signalCode !== null) throw await notStarted("has ended", log);
    if (await answers()) return true;
    const waited = performance.now() - began;
    if (waited > PATIENCE) throw await notStarted(`does not answer after ${PATIENCE / 1000} s`, log);
    onWait(waited);
    await pause(STEP, undefined, { signal }).catch(() => {});
  }
}

async function notStarted(what: string, log: string): Promise<CliError> {
  const said = await lastLines(log, 3);
  const message = `the MLflow server ${what}${said === "" ? "" : `; its last lines:\n${said}`}`;
  return new CliError({ code: "CLI_MLFLOW_FAILED", message, hint: `read ${log}` });
}
