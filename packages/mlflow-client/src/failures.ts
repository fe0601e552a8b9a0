import { tooLarge } from "./answer.ts";
import { ShapeError } from "./decode.ts";
import { MOST_HEADERS } from "./dispatcher.ts";
import { MlflowError, type MlflowErrorCode } from "./mlflow-error.ts";

/** The request was never sent: nothing can have happened. */
const NOT_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const TIMEOUTS = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);

const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$)/u;

interface Coded {
  readonly code?: unknown;
  readonly errors?: readonly unknown[];
  readonly message?: string;
  readonly syscall?: string;
}

/** The code of an error, or of the first of its causes: a host with two addresses fails with one error for each. */
function codeOf(error: unknown): string {
  const { code, errors } = (typeof error === "object" && error !== null ? error : {}) as Coded;
  if (typeof code === "string") return code;
  return errors === undefined ? "" : codeOf(errors[0]);
}

/** The error for an answer of another shape than MLflow's. */
const badResponse = (what: string, request: string, retryable = false): MlflowError =>
  new MlflowError("MLFLOW_BAD_RESPONSE", `${request}: ${what}`, {
    request,
    retryable,
    hint: "check that the tracking address is that of an MLflow server",
  });

const made = (code: MlflowErrorCode, message: string, request: string, cause: unknown, hint?: string): MlflowError =>
  new MlflowError(code, message, { request, cause, hint, retryable: code !== "MLFLOW_TLS" });

/** What a request without an answer failed of. */
export function failureOf(error: unknown, request: string, origin: string): MlflowError {
  if (error instanceof MlflowError) return error;
  if (error instanceof ShapeError) return badResponse(error.message, request);
  const code = codeOf(error);
  if (code === "UND_ERR_HEADERS_OVERFLOW") return tooLarge(request, MOST_HEADERS, "the head of the answer");
  // What such an error knows of the answer may be anything, the client's own credentials too.
  if (error instanceof Error && error.name === "HTTPParserError")
    return badResponse("the answer is not HTTP", request, true);
  const { syscall } = error as Coded;
  if (NOT_CONNECTED.has(code) || (code === "ETIMEDOUT" && syscall === "connect")) {
    const hint = "start the server, or correct the tracking address";
    return made("MLFLOW_UNREACHABLE", `no connection to ${origin}: ${code}`, request, error, hint);
  }
  if (TLS.test(code)) {
    const hint = "give the authority that signed the server's certificate";
    return made("MLFLOW_TLS", `${origin} is not trusted: ${code}`, request, error, hint);
  }
  if (TIMEOUTS.has(code)) return made("MLFLOW_TIMEOUT", `${origin} did not answer in time`, request, error);
  if (code === "UND_ERR_CLOSED" || code === "UND_ERR_DESTROYED") {
    return new MlflowError("MLFLOW_CLOSED", "the client is closed", { request, cause: error });
  }
  const why = code === "" ? "the connection ended" : code;
  return made("MLFLOW_CONNECTION_LOST", `${origin} did not answer: ${why}`, request, error);
}
