// This file imports nothing of this program, and its texts quote nothing from outside.
import { readFileSync } from "node:fs";

/** What is wrong before the program is loaded. */
interface LoadIssue {
  readonly code: "CLI_CANNOT_LOAD" | "CLI_TOO_LITTLE_MEMORY";
  readonly message: string;
  readonly hint: string;
}

/** Addresses without which V8 ends the process while it reads the program, in a way that no code can catch. */
const LEAST = 1.3e9;

/** Why there are too few addresses (`ulimit -v`) to load the program; undefined where there are enough, or no such limit is known. */
export function tooFewAddresses(limits: string = limitsOf()): LoadIssue | undefined {
  const limit = /^Max address space +(?<bytes>\d+)/mu.exec(limits)?.groups?.["bytes"];
  if (limit === undefined || Number(limit) >= LEAST) return undefined;
  const message = `ulimit -v leaves ${(Number(limit) / 1e9).toFixed(2)} GB of addresses, and the program takes ${LEAST / 1e9} GB`;
  return { code: "CLI_TOO_LITTLE_MEMORY", message, hint: "raise it or leave it out: ulimit -v unlimited" };
}

function limitsOf(): string {
  try {
    return readFileSync("/proc/self/limits", "utf8");
  } catch {
    return "";
  }
}

/** Why the program, or a part of it, cannot be loaded. Where no more files can be opened, Node.js may find no package either. */
export function loadIssue(error: unknown): LoadIssue {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why = /^[A-Z][A-Z0-9_]{1,40}$/u.test(code) ? code : "an error without a code";
  return {
    code: "CLI_CANNOT_LOAD",
    message: `a part of the program cannot be loaded: ${why}`,
    hint: "raise the limit on open files if it is low (ulimit -n 1024); else install and compile the program again",
  };
}

/** Tells what is wrong where nothing of the program is there to do it, and ends. */
export function refuse({ argv, stderr, stdout }: NodeJS.Process, issue: LoadIssue): void {
  if (argv.includes("--json"))
    stdout.write(`${JSON.stringify({ outcome: "failed", issues: [issue] }, undefined, 2)}\n`);
  stderr.write(`${issue.code} ${issue.message}\n  hint: ${issue.hint}\n`);
  process.exitCode = 1;
}
