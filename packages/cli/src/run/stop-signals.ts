import type { Session } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Lines } from "../text/terminal.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for the signals that end a run. */
interface StopSignals {
  readonly signal: AbortSignal;
  /** Gives the signals back to the system. */
  readonly close: () => void;
}

/** The first signal aborts and calls `onFirst`; the second ends the process at once: the store survives that. */
export function listenForStop(onFirst: () => void): StopSignals {
  const controller = new AbortController();
  const hear = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.stopped);
    controller.abort();
    onFirst();
  };
  for (const name of SIGNALS) process.on(name, hear);
  return {
    signal: controller.signal,
    close: () => {
      for (const name of SIGNALS) process.off(name, hear);
    },
  };
}

/** How long work may go on, and how it prints. */
export interface Stoppable {
  readonly signal: AbortSignal;
  /** How to print at this moment: above the live lines, while there are some. */
  readonly display: { say: (lines: Lines) => void };
}

/** Does work that Ctrl-C ends: the first saves and stops it, a second ends the process. */
export async function untilStopped<T>({ err }: Session, work: (way: Stoppable) => Promise<T>): Promise<T> {
  const display = { say: err.print };
  const stop = listenForStop(() => display.say("stopping: trainings save what they have; Ctrl-C again ends at once"));
  try {
    return await work({ signal: stop.signal, display });
  } finally {
    stop.close();
  }
}

/** `stopped` for work that fails after it was asked to stop. */
export async function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | "stopped"> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return "stopped";
    throw error;
  }
}
