import { GoldilocksError } from "@goldilocks/diagnostics";
import { MissingResultError, StoppedError } from "@goldilocks/engine";
import type { ErrorMessage } from "./messages.ts";

/** An error as data that a thread can send. */
export function toMessage(error: unknown): ErrorMessage {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const issues = error instanceof GoldilocksError ? { issues: error.issues } : {};
  const key = error instanceof MissingResultError ? { key: error.key } : {};
  return { name, message, stack, ...issues, ...key, ...systemFacts(error) };
}

function systemFacts(error: unknown): Pick<ErrorMessage, "code" | "syscall"> {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return {};
  return { code: error.code, ...("syscall" in error && { syscall: String(error.syscall) }) };
}

/** The error again, of its own class where that matters: stopped, missing result, thrown on purpose. */
export function fromMessage({ name, message, stack, issues, key, code, syscall }: ErrorMessage): Error {
  if (name === "StoppedError") return new StoppedError(message);
  if (key !== undefined) return new MissingResultError(key);
  if (issues !== undefined) return new GoldilocksError(issues);
  const error = new Error(message);
  error.name = name;
  error.stack = stack;
  return Object.assign(error, code !== undefined && { code }, syscall !== undefined && { syscall });
}
