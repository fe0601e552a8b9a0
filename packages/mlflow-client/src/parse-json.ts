import { isNestedDeeper } from "@goldilocks/digest";
import { ShapeError } from "./decode.ts";
import { type Secrets } from "./secrets.ts";

/** How deep an answer may nest; MLflow's own nest six deep. */
const DEEPEST = 64;

/** Escapes of plain ASCII, behind which a text can hide. */
const NEEDLESS_ESCAPE = /\\u00[2-7]/iu;

/** Fields that callers keep in files and print. */
const KEPT = new Set(["run_id", "run_uuid", "experiment_id", "model_id"]);

/**
 * The value of an answer's text; an empty text is an empty object, as the server has it.
 *
 * @throws {@link ShapeError} for what is no JSON, nests too deep, or has the client's own credentials where identifiers belong: identifiers
 * go into files and onto the screen.
 */
export function parseJson(text: string, secrets: Secrets): unknown {
  if (text.trim() === "") return {};
  if (isNestedDeeper(text, DEEPEST)) throw new ShapeError(`the answer nests deeper than ${DEEPEST}`);
  const refuse = (name: string, value: unknown): unknown => {
    if (!KEPT.has(name) || typeof value !== "string" || !secrets.isIn(value)) return value;
    throw new ShapeError(`${name} repeats the credentials`);
  };
  try {
    const value: unknown = JSON.parse(text);
    // Looking at every value takes time; nearly no answer is worth it.
    return secrets.isIn(text) || NEEDLESS_ESCAPE.test(text) ? JSON.parse(text, refuse) : value;
  } catch (error) {
    throw error instanceof ShapeError ? error : new ShapeError("the answer is not JSON");
  }
}
