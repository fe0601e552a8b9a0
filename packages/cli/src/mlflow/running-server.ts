import { unlink } from "node:fs/promises";
import { uptime } from "node:os";
import { readRegularSync } from "@goldilocks/regular-files";
import { replaceText } from "../replace-file.ts";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";

/** A server that `exp mlflow` started. */
export interface RunningServer {
  readonly address: string;
  /** The first process of its group. */
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Set by who ends it, for the process that waits for it. */
  readonly stopping?: boolean;
}

/** More than a server's record has. */
const MOST_BYTES = 65_536;

/** A store may come from somebody else: what it says of a server must not lead away from this machine. */
const OWN = /^http:\/\/127\.0\.0\.1:\d{1,5}$/u;

/** The server that a file tells of, if its process may still be there: processes of before the machine's start are not. */
export function runningServer(path: string): RunningServer | undefined {
  const found = parsedJson(textOf(path));
  if (!isRecord(found)) return undefined;
  const { pid, started } = found;
  const address = textIn(found, "address");
  if (typeof pid !== "number" || typeof started !== "number" || !OWN.test(address)) return undefined;
  const boot = Date.now() - uptime() * 1000;
  return started > boot && isAlive(pid) ? { address, pid, started } : undefined;
}

/** Remembers a server, so that runs find it. */
export const rememberServer = (path: string, server: RunningServer): Promise<boolean> =>
  replaceText(path, `${JSON.stringify(server)}\n`);

/** Forgets a server that has ended; with its process, only if no other is remembered by now. */
export async function forgetServer(path: string, pid?: number): Promise<void> {
  if (pid !== undefined && rememberedPid(path) !== pid) return;
  await unlink(path).catch(() => {});
}

/** Whether somebody else ended a server that had been remembered. */
export function wasStopped(path: string, pid: number): boolean {
  const found = parsedJson(textOf(path));
  return !isRecord(found) || found["pid"] !== pid || found["stopping"] === true;
}

function rememberedPid(path: string): unknown {
  const found = parsedJson(textOf(path));
  return isRecord(found) ? found["pid"] : undefined;
}

function textOf(path: string): string {
  try {
    return Buffer.from(readRegularSync(path, MOST_BYTES)).toString();
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
