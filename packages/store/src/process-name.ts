import { livenessOf, startOf, thisProcess } from "./owner.ts";

const pattern = /^(?<machine>[0-9a-f]{16})-(?<pid>[1-9][0-9]{0,9})-(?<started>[0-9]{0,20})$/u;

/** A name for a process of this machine that no other one has, also where another gets its pid later, or has it elsewhere. */
export const processName = (pid: number): string => `${thisProcess().machine}-${pid}-${startOf(pid)}`;

/** The pid of a {@link processName}, if that process runs, and on this machine. */
export function runningPid(name: string): number | undefined {
  const parts = pattern.exec(name)?.groups;
  if (parts === undefined) return undefined;
  const { machine = "", started = "" } = parts;
  const owner = { pid: Number(parts["pid"]), started, machine, host: "", boot: "" };
  return livenessOf(owner, thisProcess(), Date.now()) === "alive" ? owner.pid : undefined;
}
