import type { MlflowError } from "@goldilocks/mlflow-client";
import { messageOf, problem, type TrackingCode, type TrackingProblem } from "./problem.ts";

/** What failed, and what it means for the rest. */
export interface Failure {
  /** `stop`: no request will succeed until a person does something; `server`: none now; `run`: this one run's, others may go on. */
  readonly scope: "stop" | "server" | "run";
  readonly problem: TrackingProblem;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfter?: number;
}

/** A failure that was judged already. */
export class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.problem.message);
    this.failure = failure;
  }
}

const later = "the runs wait in the outbox; `exp sync` delivers them later";

const FULL = /disk is full|disk full|no space left|ENOSPC|disk quota|insufficient storage/iu;

type Judgement = readonly [Failure["scope"], TrackingCode, string];

const isMlflowError = (error: unknown): error is MlflowError =>
  error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("MLFLOW_");

function judge(error: MlflowError): Judgement {
  switch (error.code) {
    case "MLFLOW_UNAUTHENTICATED":
    case "MLFLOW_FORBIDDEN":
      return ["stop", "TRACKING_UNAUTHORIZED", `${error.hint ?? "correct the credentials"}; ${later}`];
    case "MLFLOW_TLS":
      return ["stop", "TRACKING_UNREACHABLE", `${error.hint ?? "correct the certificates"}; ${later}`];
    case "MLFLOW_CLOSED":
      return ["stop", "TRACKING_UNREACHABLE", later];
    case "MLFLOW_UNREACHABLE":
    case "MLFLOW_CONNECTION_LOST":
    case "MLFLOW_TIMEOUT":
      return ["server", "TRACKING_UNREACHABLE", later];
    case "MLFLOW_RATE_LIMITED":
      return ["server", "TRACKING_SERVER_BUSY", later];
    case "MLFLOW_BAD_RESPONSE":
      return ["server", "TRACKING_NOT_MLFLOW", `check the tracking address, and what is between; ${later}`];
    case "MLFLOW_SERVER_ERROR":
    case "MLFLOW_DIGEST_MISMATCH":
      if (FULL.test(error.message) || error.status === 507) {
        return ["server", "TRACKING_SERVER_FULL", `make room on the server; ${later}`];
      }
      return ["server", "TRACKING_SERVER_FAILED", later];
    default:
      return ["run", "TRACKING_REFUSED", "the rest is delivered; `exp sync` tries this again"];
  }
}

/** What a failed request means. Its text has no credentials: the client takes them out. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failed) return error.failure;
  if (!isMlflowError(error)) {
    // Not the server's doing; perhaps a disk's. The others may be delivered.
    return { scope: "run", problem: problem("TRACKING_OUTBOX", messageOf(error), later) };
  }
  const [scope, code, hint] = judge(error);
  const found = { scope, problem: problem(code, `MLflow: ${error.message}`, hint) };
  return error.retryAfter === undefined ? found : { ...found, retryAfter: error.retryAfter };
}
