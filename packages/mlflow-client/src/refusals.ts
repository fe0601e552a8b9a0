import { MlflowError, type MlflowErrorCode } from "./mlflow-error.ts";

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly retryAfter: number | undefined;
}

/** Longer texts of a server are cut. */
const longest = 500;

/** A message is one line, and no character of it moves a cursor or hides another. */
const plainText = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** A server's code is a word; anything else is no code. */
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/u;

function bodyOf(text: string): { readonly serverCode?: string; readonly message?: string } {
  try {
    const { error_code: serverCode, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const said = message ?? detail;
    return {
      ...(typeof serverCode === "string" && CODE.test(serverCode) ? { serverCode } : {}),
      ...(typeof said === "string" ? { message: said } : {}),
    };
  } catch {
    return {};
  }
}

function codeOf(status: number, serverCode: string | undefined): MlflowErrorCode {
  if (serverCode === "RESOURCE_ALREADY_EXISTS") return "MLFLOW_ALREADY_EXISTS";
  if (serverCode === "RESOURCE_DOES_NOT_EXIST") return "MLFLOW_NOT_FOUND";
  if (status === 401) return "MLFLOW_UNAUTHENTICATED";
  if (status === 403) return "MLFLOW_FORBIDDEN";
  if (status === 429) return "MLFLOW_RATE_LIMITED";
  if (status >= 500) return "MLFLOW_SERVER_ERROR";
  // Nothing but an MLflow server answers with a code.
  return status < 400 || (status === 404 && serverCode === undefined) ? "MLFLOW_BAD_RESPONSE" : "MLFLOW_REJECTED";
}

const HINTS: Partial<Record<MlflowErrorCode, string>> = {
  MLFLOW_UNAUTHENTICATED: "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
  MLFLOW_FORBIDDEN: "ask for the permission; a server that does not know its own name needs --allowed-hosts",
  MLFLOW_BAD_RESPONSE: "check that the tracking address is that of an MLflow server",
};

/** These may pass by themselves; 501 says that they will not. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** A page is for people; its text is worth nothing in a message. */
const isPage = (text: string, contentType: string): boolean =>
  contentType.includes("html") || text.trimStart().startsWith("<");

/** The error for an answer that is no success; `hide` takes secrets out of what the server said. */
export function refusalOf(refusal: Refusal, request: string, hide: (text: string) => string): MlflowError {
  const { status, text, contentType } = refusal;
  const { serverCode: word, message } = bodyOf(text);
  const serverCode = word === undefined || hide(word) !== word ? undefined : word;
  const code = codeOf(status, serverCode);
  const plain = isPage(text, contentType) ? "" : text;
  const said = hide(plainText(message ?? plain)).slice(0, longest);
  const from = serverCode ?? (said === "" && text !== "" ? "a page, not JSON" : "");
  const parts = [`status ${status}`, from, said].filter((part) => part !== "");
  return new MlflowError(code, `${request}: ${parts.join(": ")}`, {
    request,
    serverCode,
    status,
    retryable: PASSING.has(status) && serverCode !== "RESOURCE_DOES_NOT_EXIST",
    retryAfter: refusal.retryAfter,
    hint: HINTS[code],
  });
}
