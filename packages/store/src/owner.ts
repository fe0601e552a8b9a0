import { readFileSync, readlinkSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { errno } from "./errno.ts";
import { attempt, PROC, processIn, type RunningProcess } from "./process-table.ts";
import { sha256 } from "./sha256.ts";

/**
 * A process, told apart from every other one that there was or will be.
 *
 * `machine` is one boot of one kernel and one process namespace: only there does a pid mean anything. `started` is when the process
 * began, so that a pid that was given away again is noticed; empty where unknown. `boot` is the boot alone, empty where unknown.
 */
export interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly machine: string;
  readonly host: string;
  readonly boot: string;
}

/** `unknown` is a process of another machine or container: nothing but its heartbeat tells. */
export type Liveness = "alive" | "dead" | "of an earlier boot" | "unknown";

/** This process. @param proc - Where Linux tells of processes. */
export function thisProcess(proc: string = PROC): Owner {
  const boot = attempt(() => readFileSync(`${proc}/sys/kernel/random/boot_id`, "latin1").trim());
  const namespace = attempt(() => readlinkSync(`${proc}/self/ns/pid`));
  const place = boot === undefined ? `host ${hostname()}` : `boot ${boot} ${namespace ?? ""}`;
  return {
    pid: process.pid,
    started: processIn(proc, process.pid)?.started ?? "",
    machine: sha256(place).slice(0, 16),
    host: hostname(),
    boot: boot === undefined ? "" : sha256(`boot ${boot}`).slice(0, 16),
  };
}

/** When a process began, as {@link Owner} keeps it. */
export const startOf = (pid: number): string => processIn(PROC, pid)?.started ?? "";

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errno(error) === "EPERM"; // somebody else's process
  }
}

/** Whether the heartbeat is from before this machine was started, if its clock and that of the owner are right. */
const isOfEarlierBoot = (lastBeat: number): boolean => lastBeat < Date.now() - uptime() * 1000;

function livenessHere(owner: Owner, found: RunningProcess | undefined, lastBeat: number): Liveness {
  if (found?.ended === true) return "dead";
  if (owner.started !== "" && found !== undefined) return found.isSame(owner.started) ? "alive" : "dead";
  return isOfEarlierBoot(lastBeat) ? "of an earlier boot" : "alive";
}

/**
 * Whether `owner` still runs, as seen by `self`.
 *
 * @param lastBeat - When the owner last gave a sign of life, in milliseconds since 1970. `of an earlier boot` is one of this host that gave
 * none since this boot began. A clock that jumped can make a living process look like that.
 * @param proc - Where Linux tells of processes.
 */
export function livenessOf(owner: Owner, self: Owner, lastBeat: number, proc: string = PROC): Liveness {
  if (owner.machine === self.machine) {
    return exists(owner.pid) ? livenessHere(owner, processIn(proc, owner.pid), lastBeat) : "dead";
  }
  if (owner.boot !== "" && owner.boot === self.boot) return "unknown"; // another container of this boot
  return owner.host === self.host && isOfEarlierBoot(lastBeat) ? "of an earlier boot" : "unknown";
}
