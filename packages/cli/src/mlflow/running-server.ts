import { unlink } from "node:fs/promises";
import { readRegularSync } from "@goldilocks/regular-files";
import { processName, runningPid } from "@goldilocks/store";
import { replaceText } from "../replace-file.ts";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";

/** A server that `exp mlflow` started. */
export interface RunningServer {
  readonly address: string;
  /** The first process of its group. */
  readonly pid: number;
  /** Set by who ends it, for the process that waits for it. */
  readonly stopping?: boolean;
}

/** More than a server's record has. */
const MOST_BYTES = 65_536;

/** A store may come from somebody else: what it says of a server must not lead away from this machine. */
const OWN = /^http:\/\/127\.0\.0\.1:\d{1,5}$/u;

/**
 * The server that a file tells of, if its process is there. Another process that has its pid by now is not taken for it, nor one of
 * this machine for that of another, from where a store was copied.
 */
export function runningServer(path: string): RunningServer | undefined {
  const found = parsedJson(textOf(path));
  if (!isRecord(found)) return undefined;
  const address = textIn(found, "address");
  const pid = runningPid(textIn(found, "process"));
  return OWN.test(address) && pid !== undefined && pid === found["pid"] ? { address, pid } : undefined;
}

/** Remembers a server, so that runs find it. */
export const rememberServer = (path: string, server: RunningServer): Promise<boolean> =>
  replaceText(path, `${JSON.stringify({ ...server, process: processName(server.pid) })}\n`);

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
