import { MlflowError } from "./mlflow-error.ts";

/** Whose artifacts: a run's, a logged model's, or those below an artifact URI that is known already, which saves a request. */
export type ArtifactPlace =
  | { readonly runId: string }
  | { readonly modelId: string }
  | { readonly artifactUri: string };

const SERVICE = "/api/2.0/mlflow-artifacts/artifacts";

const refused = (what: string): MlflowError =>
  new MlflowError("MLFLOW_NO_ARTIFACT_PROXY", what, {
    hint: "start the server with --artifacts-destination, so that it passes artifacts on, and make a new experiment",
  });

/** Where MLflow keeps artifacts, by scheme. */
const KNOWN = new Set(["file:", "s3:", "gs:", "wasbs:", "abfss:", "dbfs:", "hdfs:", "ftp:", "sftp:"]);

/** Whether a part of a path leads down by one step, and nowhere else. */
const isPlain = (part: string): boolean => !["", ".", ".."].includes(part) && !/[\\\p{Cc}]/u.test(part);

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/**
 * The folder of an artifact URI below the server's artifact service, with no slash at its ends: `1/<run>/artifacts`.
 *
 * Another host than the tracking server's is refused: it would get the credentials.
 *
 * @throws {@link MlflowError} `MLFLOW_NO_ARTIFACT_PROXY` for what the server does not pass on, such as `s3:` or `file:`.
 */
export function artifactRoot(artifactUri: string, origin: string): string {
  const url = URL.canParse(artifactUri) ? new URL(artifactUri) : undefined;
  const scheme = url?.protocol ?? "";
  if (url === undefined || !["mlflow-artifacts:", "http:", "https:"].includes(scheme)) {
    // A scheme is all that is shown, and only one that is known: these addresses may hold keys, or anything.
    const where = KNOWN.has(scheme) ? `at ${scheme}…` : "elsewhere";
    throw refused(`the artifacts are ${where}, not behind the server`);
  }
  if (url.host !== "" && url.host !== new URL(origin).host) {
    throw refused(`the artifacts are behind another host than ${origin}`);
  }
  const at = url.pathname.indexOf(SERVICE);
  if (scheme !== "mlflow-artifacts:" && at === -1) throw refused("the artifacts are not behind the server's service");
  const path = at === -1 ? url.pathname : url.pathname.slice(at + SERVICE.length);
  const root = decoded(path.replaceAll(/^\/+|\/+$/gu, ""));
  if (root !== "" && !root.split("/").every((part) => isPlain(part))) {
    throw refused("the artifacts are at a path with parts that lead elsewhere");
  }
  return root;
}
