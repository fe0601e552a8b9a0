import { setTimeout as pause } from "node:timers/promises";
import { userInfo } from "node:os";
import type { RunEvent } from "@goldilocks/engine";
import { links, presetView } from "@goldilocks/tracking";
import { ANYWHERE } from "../invocation.ts";
import type { Prepared } from "../prepare.ts";
import { typedCommand } from "../run-command.ts";
import type { BegunRun } from "../run/run-record.ts";
import { count } from "../text/quantities.ts";
import type { FollowedRun } from "./follow-run.ts";
import { type KnownServer, knownServer } from "./known-server.ts";
import { planView } from "./plan-view.ts";
import { type OpenOutbox, openOutbox } from "./outbox.ts";
import { RunTracker } from "./run-tracker.ts";
import { experimentName, planRunKey, type TrackedPlan } from "./tracked-plan.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds that the end of a run waits for a server that gets on. */
const PATIENCE = 10_000;

/** A run that is followed, as {@link FollowedRun} is, with the time of what happened. */
interface TrackedRunning extends Pick<FollowedRun, "end" | "leave"> {
  readonly hear: (event: RunEvent, at: number) => void;
}

/** What following a run takes. */
interface Following {
  /** Whether anything is computed; else nothing is sent. */
  readonly computes: boolean;
  readonly signal: AbortSignal;
  readonly env: Environment;
  readonly say: (line: string) => void;
  readonly quiet: boolean;
}

/** Follows a run; one that is known to the outbox from beginning to end is not told again. */
export function trackRun(prepared: Prepared, begun: BegunRun, how: Following): TrackedRunning {
  const tracked = trackedPlan(prepared, begun, how.env);
  const server = how.computes ? knownServer(how.env, prepared.workspace) : undefined;
  const opening = open(prepared, tracked, server, how);
  const events = inOrder(opening);
  const told = async (end: Parameters<FollowedRun["end"]>[0]): Promise<void> => {
    const { tracker, outbox } = await opening;
    try {
      await events.caughtUp;
      await tracker?.end({ ...end, begun });
      await conclude(outbox, tracked, server, how);
    } finally {
      await outbox.close();
    }
  };
  return {
    hear: (event, at) => events.hear(event, at),
    end: async (end) => {
      await told(end).catch((error: unknown) => how.say(`  MLflow: ${messageOf(error)}`));
    },
    leave: async () => {
      await opening.then(({ outbox }) => outbox.close()).catch(() => {});
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Keeps events until there is who hears them. */
function inOrder(opening: Promise<Opened>): {
  readonly hear: TrackedRunning["hear"];
  readonly caughtUp: Promise<void>;
} {
  const early: (readonly [RunEvent, number])[] = [];
  let hear: TrackedRunning["hear"] = (event, at) => void early.push([event, at]);
  const listen = async (): Promise<void> => {
    const { tracker } = await opening;
    for (const [event, at] of early) tracker?.hear(event, at);
    hear = (event, at) => tracker?.hear(event, at);
  };
  const caughtUp = listen();
  // What keeps it from opening is told at the end.
  caughtUp.catch(() => {});
  return { hear: (event, at) => hear(event, at), caughtUp };
}

interface Opened {
  readonly outbox: OpenOutbox;
  /** Undefined where the outbox knows the run already. */
  readonly tracker: RunTracker | undefined;
}

async function open(
  prepared: Prepared,
  tracked: TrackedPlan,
  server: KnownServer | undefined,
  { env, computes }: Following,
): Promise<Opened> {
  const outbox = await openAnyway(prepared, server, env);
  const known = await outbox.tracking.known(planRunKey(tracked.experiment, tracked.plan));
  if (known?.status === "FINISHED") return { outbox, tracker: undefined };
  const tracker = new RunTracker(prepared, tracked, outbox.tracking);
  if (computes) await tracker.begin();
  return { outbox, tracker };
}

/** Settings that make no client keep nothing out of the outbox: it is delivered once they are right. */
async function openAnyway(
  { workspace, store }: Prepared,
  server: KnownServer | undefined,
  env: Environment,
): Promise<OpenOutbox> {
  try {
    return await openOutbox(workspace, store, server, env);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("MLFLOW_")) throw error;
    const outbox = await openOutbox(workspace, store, undefined, env);
    return { ...outbox, problems: [{ code, message: messageOf(error) }] };
  }
}

/** Waits for the server, and says where to look, or what waits. */
async function conclude(
  { tracking, problems }: OpenOutbox,
  { experiment, plan }: TrackedPlan,
  server: KnownServer | undefined,
  { say, quiet, signal }: Following,
): Promise<void> {
  const [problem] = problems;
  if (server === undefined) {
    if (problem !== undefined) say(`  MLflow: ${problem.code} ${problem.message}`);
    return;
  }
  const done = new AbortController();
  const stopped = AbortSignal.any([signal, done.signal]);
  const waited = await Promise.race([tracking.settle({ patience: PATIENCE }), aborted(stopped)]);
  done.abort();
  const { waiting, problem: failure } = waited ?? (await tracking.settle({ patience: 0 }));
  const delivered = await tracking.delivered(planRunKey(experiment, plan));
  // What an earlier run left there is not where to look for this one.
  const isWhole = delivered?.current === true && waiting === 0;
  const isThere = isWhole || failure === undefined || failure.code === "TRACKING_SLOW";
  const link = delivered && isThere ? linkOf(server.shown, delivered.experimentId, plan) : undefined;
  if (link !== undefined && !quiet) say(`  MLflow: ${link}`);
  const why = failure ?? problem;
  if (waiting === 0 && why === undefined) return;
  const told = why === undefined ? [] : [`${why.code} ${why.message.replace(/^MLflow: /u, "")}`];
  const wait = `${count(waiting, "run")} ${waiting === 1 ? "waits" : "wait"} in the outbox: exp sync delivers them`;
  say(`  MLflow: ${[...told, ...(waiting === 0 ? [] : [wait])].join("; ")}`);
}

/** The charts of a plan's cells; where such a view would be too long to keep, all runs of the experiment. */
function linkOf(server: string, experimentId: string, plan: TrackedPlan["plan"]): string {
  const view = presetView(planView(plan), 0);
  return view === undefined ? links.experiment(server, experimentId) : links.view(server, experimentId, view.key);
}

const aborted = async (signal: AbortSignal): Promise<undefined> => {
  await pause(PATIENCE * 2, undefined, { signal }).catch(() => {});
  return undefined;
};

function trackedPlan({ plan, folder, experiment, command }: Prepared, begun: BegunRun, env: Environment): TrackedPlan {
  const { title, description = "" } = experiment;
  return {
    experiment: experimentName(folder, env),
    plan,
    about: {
      title,
      description,
      file: command?.file ?? experiment.name,
      again: command === null ? `${ANYWHERE} ${plan.table}` : typedCommand(command),
    },
    provenance: begun.provenance,
    user: userName(),
    started: Date.parse(begun.started),
  };
}

/** The name of the person, as far as the system has one. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
