import { MlflowError } from "./mlflow-error.ts";

/** Where a server is, apart from who asks. */
export interface Address {
  readonly origin: string;
  /** What the server's paths are below: empty, or with a leading and without a closing slash. */
  readonly prefix: string;
  /** From the user part of the address. */
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

const hint = "give the address of an MLflow server, such as http://127.0.0.1:5000";

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Takes the address of a server apart. Its text is in no error: it may hold a password in a place of its own.
 *
 * @throws {@link MlflowError} `MLFLOW_BAD_ADDRESS` if it is no `http:` or `https:` URL, or has a query or a fragment.
 */
export function parseAddress(uri: string): Address {
  const url = URL.canParse(uri.trim()) ? new URL(uri.trim()) : undefined;
  if (url === undefined) throw new MlflowError("MLFLOW_BAD_ADDRESS", "the tracking address is not a URL", { hint });
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    // `databricks://profile` and a path of Windows are URLs too; a scheme is no secret.
    throw new MlflowError("MLFLOW_BAD_ADDRESS", `a tracking address of ${url.protocol} is not supported`, { hint });
  }
  if (url.search !== "" || url.hash !== "") {
    throw new MlflowError("MLFLOW_BAD_ADDRESS", "a tracking address has no ? and no #", { hint });
  }
  const named = url.username !== "" || url.password !== "";
  return {
    origin: url.origin,
    prefix: url.pathname.replace(/\/+$/u, ""),
    credentials: named ? { username: decoded(url.username), password: decoded(url.password) } : undefined,
  };
}
