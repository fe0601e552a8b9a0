import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** What the system tells of a process that is there. */
export interface RunningProcess {
  /** Whether only its entry is left. */
  readonly ended: boolean;
  /** When it began, in digits. */
  readonly started: string;
  /** Whether it is the process that began then. */
  readonly isSame: (started: string) => boolean;
}

/** Where Linux tells of processes. Other systems have `ps` for that, and Windows neither. */
export const PROC = "/proc";

/** A process by its pid; `undefined` for one that is gone, that another person hides, and where the system tells nothing. */
export const processIn = (proc: string, pid: number): RunningProcess | undefined =>
  existsSync(`${proc}/self/stat`) ? fromProc(proc, pid) : fromPs(pid);

/** The start in clock ticks since the boot: the clock of the machine may be set without a change of it. */
function fromProc(proc: string, pid: number): RunningProcess | undefined {
  const text = attempt(() => readFileSync(`${proc}/${pid}/stat`, "latin1"));
  // The second field is a program's name in parentheses, and may itself contain spaces and parentheses.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields?.[0], fields?.[19]];
  if (state === undefined || started === undefined) return undefined;
  return { ended: state === "Z" || state === "X", started, isSame: (other) => other === started };
}

/** Milliseconds that `ps` may take. */
const PATIENCE = 5000;
/** Seconds by which two answers of `ps` differ at most: some systems compute the start anew each time. */
const INACCURACY = 2;

/** The start in seconds since 1970. */
function fromPs(pid: number): RunningProcess | undefined {
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const words = ["-o", "stat=", "-o", "lstart=", "-p", String(pid)];
  const told = attempt(() => execFileSync("ps", words, { env, encoding: "latin1", stdio: "pipe", timeout: PATIENCE }));
  const [, state = "", begin = ""] = /^\s*(?<state>\S+)\s+(?<begin>\S.*?)\s*$/u.exec(told ?? "") ?? [];
  const seconds = Date.parse(`${begin} UTC`) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  const isSame = (other: string): boolean => Math.abs(Number(other) - seconds) <= INACCURACY;
  return { ended: state.startsWith("Z"), started: String(seconds), isSame };
}

/** What reading gives; `undefined` where it fails. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
