/** What the program reports to whoever started it. */
export const exitCodes = {
  done: 0,
  /** The specification is wrong, or the run failed. */
  failed: 1,
  /** Some cells failed; the results show the others. */
  partial: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Stopped on request; the same command goes on from there. */
  stopped: 75,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
