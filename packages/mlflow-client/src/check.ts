import { MlflowError } from "./mlflow-error.ts";

/** Refuses fields that a call does not have: the server would ignore them, and a typing error with them. */
export function only(input: object, fields: readonly string[], what: string): void {
  if (typeof input !== "object" || input === null) throw badValue(what, "an object", input);
  for (const name of Object.keys(input)) {
    if (!fields.includes(name)) {
      throw new MlflowError("MLFLOW_UNKNOWN_FIELD", `${what} has no field "${name}"`, {
        hint: `its fields are ${fields.join(", ")}`,
      });
    }
  }
}

/** The kind of a value, never the value: it may be long, or a secret. */
const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  if (typeof value === "number") return String(value);
  return Array.isArray(value) ? "a list" : typeof value;
};

export const badValue = (what: string, expected: string, value: unknown): MlflowError =>
  new MlflowError("MLFLOW_BAD_VALUE", `${what} is ${kindOf(value)}, not ${expected}`);

/** Unicode code points. */
function lengthOf(value: string): number {
  let length = value.length;
  // The second half of a pair counts with its first.
  for (let at = 0; at < value.length; at++) if (isLow(value.charCodeAt(at))) length--;
  return length;
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** A text the server takes whole. */
export function text(value: string, what: string, most?: number): string {
  if (typeof value !== "string") throw badValue(what, "text", value);
  if (/\p{Surrogate}/u.test(value)) {
    throw new MlflowError("MLFLOW_BAD_VALUE", `${what} has half of a surrogate pair, which UTF-8 cannot carry`);
  }
  // Most texts are short enough to need no counting.
  if (most !== undefined && value.length > most && lengthOf(value) > most) {
    throw new MlflowError("MLFLOW_TOO_LONG", `${what} has ${lengthOf(value)} characters, more than ${most}`);
  }
  return value;
}

/** Whether a text can be an identifier of MLflow's: no path leads out of it, and nothing in it moves a cursor. */
export const isId = (value: string): boolean => /^[a-zA-Z0-9][\w-]{0,255}$/u.test(value);

/** An identifier: of a run, an experiment or a model. */
export function id(value: string, what: string): string {
  if (typeof value !== "string") throw badValue(what, "text", value);
  if (!isId(value)) {
    throw new MlflowError("MLFLOW_BAD_VALUE", `${what} is no identifier of MLflow's`, {
      hint: "identifiers have letters, digits, - and _",
    });
  }
  return value;
}

/** A whole number that JSON carries exactly. A fractional one would become 0 on the server. */
export function whole(value: number, what: string, least: number = Number.MIN_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || value < least) {
    throw badValue(what, least === 0 ? "a whole number from 0" : `a whole number`, value);
  }
  return value;
}

/** One of a closed list of words. */
export function word<T extends string>(value: T, words: readonly T[], what: string): T {
  if (!words.includes(value)) throw badValue(what, `one of ${words.join(", ")}`, value);
  return value;
}
