import { spawn } from "node:child_process";

/** How a program ended, and what it said. */
export interface Attempt {
  /** Its exit code; null where it could not be started or was ended. */
  readonly code: number | null;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** Runs a program to its end. One that cannot be started has failed. */
export function attempt(program: string, words: readonly string[]): Promise<Attempt> {
  return new Promise((resolve) => {
    const child = spawn(program, [...words], { stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on("error", (error) => resolve({ code: null, output: error.message }));
    child.on("close", (code) => resolve({ code, output }));
  });
}
