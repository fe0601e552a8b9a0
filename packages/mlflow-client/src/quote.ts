import { text } from "./check.ts";
import { MlflowError } from "./mlflow-error.ts";

/**
 * A text as a value of a search's filter: ``tags.`name` = ${quote(value)}``.
 *
 * @throws {@link MlflowError} `MLFLOW_BAD_VALUE` for a text with both kinds of quotes: the language has no way to write it.
 */
export function quote(value: string): string {
  text(value, "a value of a filter");
  if (!value.includes("'")) return `'${value}'`;
  if (!value.includes('"')) return `"${value}"`;
  throw new MlflowError("MLFLOW_BAD_VALUE", "a filter of MLflow cannot hold a text with both ' and \"");
}
