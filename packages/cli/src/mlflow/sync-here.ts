import { existsSync } from "node:fs";
import type { Tracking } from "@goldilocks/tracking";
import { openStore } from "@goldilocks/store";
import type { Issue } from "@goldilocks/diagnostics";
import type { Session } from "../command.ts";
import { count } from "../text/quantities.ts";
import { issuesLines } from "../text/report-error.ts";
import type { Terminal } from "../text/terminal.ts";
import type { KnownServer } from "../tracking/known-server.ts";
import { clientOf, openOutbox } from "../tracking/outbox.ts";
import { findWorkspace } from "../workspace.ts";
import { clientErrorsAsIssues } from "./with-client.ts";

/** Milliseconds; any number will do. */
const AWAKE = 60_000;

/** What came of a delivery. */
export interface Synced {
  readonly delivered: number;
  readonly waiting: number;
  /** Runs that nothing keeps here, for another server has them, and this one does not. */
  readonly elsewhere: number;
  readonly problem: Issue | null;
}

interface How {
  readonly all: boolean;
  readonly signal: AbortSignal;
}

/** Delivers what the outbox of this place holds for a server. Where there is no store, there is nothing. @throws as {@link clientErrorsAsIssues} does. */
export async function syncHere({ env, err }: Session, server: KnownServer, { all, signal }: How): Promise<Synced> {
  const workspace = findWorkspace(env, process.cwd());
  if (!existsSync(workspace.store)) return { delivered: 0, waiting: 0, elsewhere: 0, problem: null };
  const store = await openStore(workspace.store, { onDamage: (report) => err.print(issuesLines([report], err)) });
  const { tracking, close } = await clientErrorsAsIssues(() => openOutbox(workspace, store, server, env));
  // The outbox's own pauses keep no process from ending.
  const awake = setInterval(() => {}, AWAKE);
  try {
    const { delivered, waiting, problem } = await tracking.sync({ all, signal });
    const elsewhere = delivered + waiting === 0 ? await countElsewhere(tracking) : 0;
    return { delivered, waiting, elsewhere, problem: problem ?? null };
  } finally {
    clearInterval(awake);
    await close();
  }
}

/** Delivers as {@link syncHere} does; where there is nothing to deliver, asks the server whether it is there. @throws as that does. */
export async function syncOrAsk(session: Session, server: KnownServer, how: How): Promise<Synced> {
  const came = await syncHere(session, server, how);
  const isUntold = came.delivered === 0 && came.waiting === 0 && came.problem === null;
  if (!isUntold || how.signal.aborted) return came;
  const { serverProblem } = await import("@goldilocks/tracking");
  const problem = await clientErrorsAsIssues(async () => {
    const client = await clientOf(server, session.env);
    try {
      return await serverProblem(client, { signal: how.signal });
    } finally {
      await client.close();
    }
  });
  return { ...came, problem: problem ?? null };
}

/** Of runs that wait for no server, those that this one was never sent. */
async function countElsewhere(tracking: Tracking): Promise<number> {
  let found = 0;
  for (const { runKey } of await tracking.runs()) if ((await tracking.delivered(runKey)) === undefined) found += 1;
  return found;
}

/** What came of it in words. */
export function syncLines(
  { delivered, waiting, elsewhere, problem }: Synced,
  { shown }: KnownServer,
  terminal: Pick<Terminal, "color">,
): readonly string[] {
  const done = delivered === 0 ? "nothing to deliver" : `delivered ${count(delivered, "run")}`;
  const head = `${waiting > 0 && delivered === 0 ? "delivered nothing" : done} to ${shown}`;
  const rest = waiting === 0 ? [] : [`${count(waiting, "run")} ${waiting === 1 ? "waits" : "wait"} in the outbox`];
  const others = `another server has ${count(elsewhere, "run")}: exp sync --all delivers them to this one too`;
  const told = problem === null ? [] : issuesLines([problem], terminal);
  return [head, ...rest, ...(elsewhere === 0 ? [] : [others]), ...told];
}
