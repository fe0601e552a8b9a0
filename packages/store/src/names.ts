import { StoreError } from "./error.ts";

const hash = /^[0-9a-f]{64}$/u;
const hashPrefix = /^[0-9a-f]{0,64}$/u;
// Nothing that is a path, hidden, or too long for a file system.
const runId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/u;

const refuse = (what: string, value: string, hint: string): never => {
  throw new StoreError("STORE_INVALID_NAME", `not a ${what}: ${JSON.stringify(value.slice(0, 200))}`, hint);
};

/** Whether a file's name is a key or digest. */
export const isHash = (text: string): boolean => hash.test(text);

/** Keys and digests become file names, so nothing else may pass: this is what keeps a path inside the store. */
export function checkHash(what: "key" | "digest", value: string): void {
  if (!isHash(value)) refuse(what, value, "give all 64 lower-case hex digits");
}

export function checkPrefix(value: string): void {
  if (!hashPrefix.test(value)) refuse("prefix of a key", value, "give up to 64 lower-case hex digits");
}

/** Whether a file's name, without its suffix, is the id of a run. */
export const isRunId = (text: string): boolean => runId.test(text);

export function checkRunId(value: string): void {
  if (!isRunId(value)) refuse("run id", value, "use up to 128 letters, digits, '.', '_' and '-'");
}

export function checkStep(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) refuse("step", String(value), "give a whole number from 0");
}
