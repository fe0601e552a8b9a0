import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds after which a server that was asked to end is ended. */
const PATIENCE = 8000;
const STEP = 50;

/** Ends a server and its children: asks first, and ends what is still there after a while. */
export async function stopServer(pid: number): Promise<void> {
  // To the system, the group of 0 is one's own, and that of 1 is everybody.
  if (pid <= 1 || !tell(pid, "SIGTERM")) return;
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    await pause(STEP);
    if (!tell(pid, 0)) return;
  }
  tell(pid, "SIGKILL");
}

/** Signals a whole group; whether anything of it is there. Windows has no groups: there the process itself. */
function tell(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}
