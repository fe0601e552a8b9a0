import { GoldilocksError } from "@goldilocks/diagnostics";
import { MissingResultError, StoppedError } from "@goldilocks/engine";
import type { ErrorMessage } from "./messages.ts";

/** An error as data that a thread can send. */
export function toMessage(error: unknown): ErrorMessage {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const issues = error instanceof GoldilocksError ? { issues: error.issues } : {};
  const key = error instanceof MissingResultError ? { key: error.key } : {};
  return { name, message, stack, ...issues, ...key };
}

/** The error again, of its own class where that matters: stopped, missing result, thrown on purpose. */
export function fromMessage({ name, message, stack, issues, key }: ErrorMessage): Error {
  if (name === "StoppedError") return new StoppedError(message);
  if (key !== undefined) return new MissingResultError(key);
  if (issues !== undefined) return new GoldilocksError(issues);
  const error = new Error(message);
  error.name = name;
  error.stack = stack;
  return error;
}
