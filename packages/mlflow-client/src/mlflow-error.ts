/** What went wrong, for programs. README.md says when each is thrown. */
export type MlflowErrorCode =
  | "MLFLOW_BAD_ADDRESS"
  | "MLFLOW_BAD_OPTION"
  | "MLFLOW_UNKNOWN_FIELD"
  | "MLFLOW_BAD_VALUE"
  | "MLFLOW_BAD_KEY"
  | "MLFLOW_TOO_LONG"
  | "MLFLOW_CONFLICT"
  | "MLFLOW_BAD_PATH"
  | "MLFLOW_UNREADABLE"
  | "MLFLOW_CLOSED"
  | "MLFLOW_UNREACHABLE"
  | "MLFLOW_CONNECTION_LOST"
  | "MLFLOW_TIMEOUT"
  | "MLFLOW_TLS"
  | "MLFLOW_UNAUTHENTICATED"
  | "MLFLOW_FORBIDDEN"
  | "MLFLOW_NOT_FOUND"
  | "MLFLOW_ALREADY_EXISTS"
  | "MLFLOW_REJECTED"
  | "MLFLOW_RATE_LIMITED"
  | "MLFLOW_SERVER_ERROR"
  | "MLFLOW_BAD_RESPONSE"
  | "MLFLOW_ANSWER_TOO_LARGE"
  | "MLFLOW_NO_ARTIFACT_PROXY"
  | "MLFLOW_DIGEST_MISMATCH";

/** What an {@link MlflowError} knows besides code and message. */
export interface MlflowErrorDetails {
  /** The server's own `error_code`, such as `RESOURCE_DOES_NOT_EXIST`; of the answer that failed. */
  readonly serverCode?: string | undefined;
  /** The HTTP status of that answer; without one there was no answer. */
  readonly status?: number | undefined;
  /** Whether the same request may succeed later, with nothing changed on this side. @default false */
  readonly retryable?: boolean | undefined;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** Method and path, such as `POST runs/create`. */
  readonly request?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one error of this package. Match on `code`, not on the class: two copies of a package may be loaded.
 *
 * No message, and no other property, holds a password, a token or the user part of an address.
 */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  readonly code: MlflowErrorCode;
  readonly serverCode: string | undefined;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly hint: string | undefined;
  readonly request: string | undefined;

  constructor(code: MlflowErrorCode, message: string, details: MlflowErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.serverCode = details.serverCode;
    this.status = details.status;
    this.retryable = details.retryable ?? false;
    this.retryAfter = details.retryAfter;
    this.hint = details.hint;
    this.request = details.request;
  }
}
