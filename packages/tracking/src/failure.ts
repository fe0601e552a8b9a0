import type { MlflowError } from "@goldilocks/mlflow-client";
import { messageOf, problem, type TrackingCode, type TrackingProblem } from "./error.ts";

/** What failed, and what it means for the rest. */
export interface Failure {
  /**
   * `stop`: no request will succeed until a person does something; `server`: none now; `place`: none about this experiment until a person
   * does something, others may go on; `run`: this one run's.
   */
  readonly scope: "stop" | "server" | "place" | "run";
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

/** Of the client's errors, those that are not about one run alone. */
const JUDGEMENTS: Partial<Record<MlflowError["code"], Judgement>> = {
  MLFLOW_UNAUTHENTICATED: ["stop", "TRACKING_UNAUTHORIZED", "correct the credentials"],
  MLFLOW_FORBIDDEN: ["place", "TRACKING_UNAUTHORIZED", "ask for the permission"],
  MLFLOW_TLS: ["stop", "TRACKING_UNREACHABLE", "correct the certificates"],
  MLFLOW_CLOSED: ["stop", "TRACKING_UNREACHABLE", "the client was closed"],
  MLFLOW_UNREACHABLE: ["server", "TRACKING_UNREACHABLE", "start the server"],
  MLFLOW_CONNECTION_LOST: ["server", "TRACKING_UNREACHABLE", "look at the server's log"],
  MLFLOW_TIMEOUT: ["server", "TRACKING_UNREACHABLE", "look at the server's log"],
  MLFLOW_RATE_LIMITED: ["server", "TRACKING_SERVER_BUSY", "nothing is to be done"],
  MLFLOW_ANSWER_TOO_LARGE: ["server", "TRACKING_NOT_MLFLOW", "check the tracking address, and what is between"],
  MLFLOW_BAD_RESPONSE: ["server", "TRACKING_NOT_MLFLOW", "check the tracking address, and what is between"],
  MLFLOW_SERVER_ERROR: ["server", "TRACKING_SERVER_FAILED", "look at the server's log"],
  MLFLOW_DIGEST_MISMATCH: ["server", "TRACKING_SERVER_FAILED", "look at the server's disk"],
};

function judge(error: MlflowError): Judgement {
  const found = JUDGEMENTS[error.code];
  if (found === undefined) return ["run", "TRACKING_REFUSED", "the rest is delivered; `exp sync` tries this again"];
  const isFull = found[1] === "TRACKING_SERVER_FAILED" && (FULL.test(error.message) || error.status === 507);
  if (isFull) return ["server", "TRACKING_SERVER_FULL", `make room on the server; ${later}`];
  return [found[0], found[1], `${error.hint ?? found[2]}; ${later}`];
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
