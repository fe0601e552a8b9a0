import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { CliError } from "../error.ts";

/** How a run of other code is watched. */
export interface Watch {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Prints a line. */
  readonly say: (line: string) => void;
}

/** A program that is run: where, with which environment, and how it is stopped. */
export interface Started {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it does, for its error. */
  readonly step: string;
  /** `group`: it and all that it started are killed; else it is interrupted, and saves what it has. */
  readonly stop: "group" | "interrupt";
}

/**
 * Runs a program to its end. What it prints is said, each line with a mark before it: it is not what this program says.
 *
 * @throws {@link CliError} `CLI_RECORDED_CODE_FAILED`.
 */
export function runProgram(
  [program = "", ...words]: readonly string[],
  { cwd, env, step, stop }: Started,
  { signal, say }: Watch,
): Promise<void> {
  const group = stop === "group";
  const child = spawn(program, words, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: group,
    ...(group ? {} : { signal, killSignal: "SIGINT" }),
  });
  const kill = (): void => killGroup(child.pid);
  if (group) signal.addEventListener("abort", kill, { once: true });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", (line) => say(`| ${line}`));
  return new Promise<void>((resolve, reject) => {
    child.on("error", (cause) => reject(codeFailed(step, cause.message, cause)));
    child.on("close", (code) => (code === 0 ? resolve() : reject(codeFailed(step, `exit code ${code}`))));
  }).finally(() => signal.removeEventListener("abort", kill));
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Other code than this program's could not be installed, failed, or left what is no result. */
export function codeFailed(step: string, why: string, cause?: unknown): CliError {
  const message = `the recorded code failed at ${step}: ${why}`;
  const hint = "read its own messages above; where the network was the cause, run the same command again";
  return new CliError({ code: "CLI_RECORDED_CODE_FAILED", message, hint }, { cause });
}
