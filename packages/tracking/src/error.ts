import { type Issue } from "@goldilocks/diagnostics";

/** Every code of a {@link TrackingProblem}. */
export type TrackingCode =
  | "TRACKING_ARTIFACT"
  | "TRACKING_DAMAGED"
  | "TRACKING_INVALID"
  | "TRACKING_NOT_MLFLOW"
  | "TRACKING_OUTBOX"
  | "TRACKING_REFUSED"
  | "TRACKING_RESTORED"
  | "TRACKING_SERVER_BUSY"
  | "TRACKING_SERVER_FAILED"
  | "TRACKING_SERVER_FULL"
  | "TRACKING_SLOW"
  | "TRACKING_UNAUTHORIZED"
  | "TRACKING_UNCONFIRMED"
  | "TRACKING_UNREACHABLE";

/** What went wrong with tracking. It is told, never thrown: a run does not end because of it. */
export interface TrackingProblem extends Issue {
  readonly code: TrackingCode;
}

export const problem = (code: TrackingCode, message: string, hint: string): TrackingProblem => ({
  code,
  message,
  hint,
});

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
