import { existsSync } from "node:fs";
import { openStore } from "@goldilocks/store";
import { formatIssue, type Issue } from "@goldilocks/diagnostics";
import type { Session } from "../command.ts";
import { issueLines } from "../run/failures.ts";
import { count } from "../text/quantities.ts";
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
  readonly problem: Issue | null;
}

/** Delivers what the outbox of this place holds for a server. Where there is no store, there is nothing. @throws as {@link clientErrorsAsIssues} does. */
export async function syncHere(
  { env, err }: Session,
  server: KnownServer,
  { all, signal }: { readonly all: boolean; readonly signal: AbortSignal },
): Promise<Synced> {
  const workspace = findWorkspace(env, process.cwd());
  if (!existsSync(workspace.store)) {
    // What is no address is told here too.
    await clientErrorsAsIssues(async () => (await clientOf(server, env)).close());
    return { delivered: 0, waiting: 0, problem: null };
  }
  const store = await openStore(workspace.store, { onDamage: (report) => err.write(issueLines([report], err)) });
  const { tracking, close } = await clientErrorsAsIssues(() => openOutbox(workspace, store, server, env));
  // The outbox's own pauses keep no process from ending.
  const awake = setInterval(() => {}, AWAKE);
  try {
    const { delivered, waiting, problem } = await tracking.sync({ all, signal });
    return { delivered, waiting, problem: problem ?? null };
  } finally {
    clearInterval(awake);
    await close();
  }
}

/** What came of it in words. */
export function syncText({ delivered, waiting, problem }: Synced, { shown }: KnownServer): string {
  const done = delivered === 0 ? "nothing to deliver" : `delivered ${count(delivered, "run")}`;
  const head = `${waiting > 0 && delivered === 0 ? "delivered nothing" : done} to ${shown}`;
  const rest = waiting === 0 ? [] : [`${count(waiting, "run")} ${waiting === 1 ? "waits" : "wait"} in the outbox`];
  return [head, ...rest, ...(problem === null ? [] : [formatIssue(problem, {})])].join("\n");
}
