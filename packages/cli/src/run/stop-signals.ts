import { exitCodes } from "../exit-codes.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens for the signals that end a run. */
export interface StopSignals {
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
