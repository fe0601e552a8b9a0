import { text } from "./check.ts";
import { MlflowError } from "./mlflow-error.ts";

/** The longest name of a file that common file systems take, in bytes. */
const LONGEST_NAME = 255;

function complaint(path: string): string | undefined {
  // The server takes %41 for A although it was decoded already, and keeps control characters as something else.
  if (/%[0-9a-f]{2}/iu.test(path)) return "has a % that the server would decode once more";
  if (/\p{Cc}/u.test(path)) return "has a control character, which the server would replace";
  if (/[\\#]/u.test(path)) return "has a \\ or a #, which servers do not take";
  const names = path.split("/");
  if (names.some((name) => name === "" || name === "." || name === "..")) return "has a part that is empty, . or ..";
  if (names.some((name) => Buffer.byteLength(name) > LONGEST_NAME)) return `has a part of over ${LONGEST_NAME} bytes`;
  return undefined;
}

/**
 * A relative path of an artifact, with / between its parts, that stays where it is and comes out as it went in.
 *
 * @throws {@link MlflowError} `MLFLOW_BAD_PATH`.
 */
export function artifactPath(path: string): string {
  const why = complaint(text(path, "the path of an artifact"));
  if (why === undefined) return path;
  throw new MlflowError("MLFLOW_BAD_PATH", `artifact ${JSON.stringify(path)} ${why}`, {
    hint: "give a relative path such as figures/loss.svg",
  });
}

/** A path as it stands in a URL. */
export const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
