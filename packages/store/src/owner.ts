import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { errno } from "./errno.ts";
import { sha256 } from "./sha256.ts";

/**
 * A process, told apart from every other one that there was or will be.
 *
 * `machine` is one boot of one kernel and one process namespace: only there does a pid mean anything. `started` is the time the
 * process began, in clock ticks since that boot, so that a pid that was given away again is noticed; empty where unknown.
 */
export interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly machine: string;
  readonly host: string;
}

/** `unknown` is a process of another machine: nothing but its heartbeat tells. */
export type Liveness = "alive" | "dead" | "unknown";

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** State and start time of a process from Linux's /proc; `undefined` elsewhere, and for a process that is gone. */
function procStat(pid: number): { state: string; started: string } | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  // The second field is a program's name in parentheses, and may itself contain spaces and parentheses.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields?.[0], fields?.[19]];
  return state === undefined || started === undefined ? undefined : { state, started };
}

function machineName(): string {
  const boot = attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim());
  const namespace = attempt(() => readlinkSync("/proc/self/ns/pid"));
  return sha256(boot === undefined ? `host ${hostname()}` : `boot ${boot} ${namespace ?? ""}`).slice(0, 16);
}

export function thisProcess(): Owner {
  return {
    pid: process.pid,
    started: procStat(process.pid)?.started ?? "",
    machine: machineName(),
    host: hostname(),
  };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) === "EPERM"; // somebody else's process
  }
}

function runs(owner: Owner): boolean {
  const stat = procStat(owner.pid);
  if (stat === undefined) return exists(owner.pid);
  const ended = stat.state === "Z" || stat.state === "X";
  return !ended && (owner.started === "" || stat.started === owner.started);
}

/**
 * Whether `owner` still runs, as seen by `self`.
 *
 * @param lastBeat - When the owner last gave a sign of life, in milliseconds since 1970. An earlier boot of this host is dead:
 * it has this host's name, another machine, and gave no sign since this boot began.
 */
export function livenessOf(owner: Owner, self: Owner, lastBeat: number): Liveness {
  if (owner.machine === self.machine) return runs(owner) ? "alive" : "dead";
  const booted = Date.now() - uptime() * 1000;
  return owner.host === self.host && lastBeat < booted ? "dead" : "unknown";
}
