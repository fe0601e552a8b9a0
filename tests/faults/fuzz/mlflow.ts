import { join } from "node:path";
import { MlflowClient, MlflowError } from "@goldilocks/mlflow-client";
import { openTracking, type SyncReport, type TrackedRun, type TrackingProblem } from "@goldilocks/tracking";
// @boundaries-ignore the fake of MLflow is a fixture, no part of any package
import { FakeMlflow } from "../../../packages/tracking/test/fixtures/fake-mlflow.ts";
// @boundaries-ignore the fake of MLflow is a fixture, no part of any package
import { cell, flaws, model, noObjects } from "../../../packages/tracking/test/fixtures/runs.ts";
import { mustBePlain } from "./issues.ts";
import type { Kind } from "./kind.ts";
import { lie, mutateAnswer } from "./mlflow-answers.ts";
import { must, type Outcome } from "./outcome.ts";
import type { Random } from "./random.ts";

/** About as many requests as a delivery of two runs has. */
const REQUESTS = 24;

/** A server of which some requests go wrong, each in its own way. */
function mislead(random: Random, server: FakeMlflow): void {
  const numbers = new Set(Array.from({ length: random.pick([1, 2, 4, 8]) }, () => 1 + random.below(REQUESTS)));
  const isAlways = random.chance(0.05);
  const isWrong = (): boolean => isAlways || numbers.has(server.log.length);
  if (random.chance(0.5)) server.fault = () => (isWrong() ? mutateAnswer(random) : undefined);
  else server.lie = (name, _body, honest) => (isWrong() ? lie(random, name, honest) : honest());
}

function trust(server: FakeMlflow): void {
  server.fault = () => undefined;
  server.lie = (_name, _body, honest) => honest();
}

/** Delivers what the outbox of a folder has; what came of it, and what went wrong on the way. */
async function delivered(
  directory: string,
  server: FakeMlflow,
  runs: readonly TrackedRun[],
  milliseconds: number,
): Promise<{ readonly report: SyncReport; readonly problems: readonly TrackingProblem[] }> {
  const problems: TrackingProblem[] = [];
  const timeouts = { headers: milliseconds, body: milliseconds, answer: milliseconds, pages: milliseconds };
  const client = new MlflowClient({
    uri: server.uri,
    timeouts,
    retry: { firstDelay: 1 },
    sleep: () => Promise.resolve(),
  });
  const tracking = openTracking({
    directory,
    server: { client },
    readObject: noObjects,
    onProblem: (problem) => problems.push(problem),
    pauses: { first: 1, most: 5 },
    patience: { first: 20_000, perRun: 1000 },
  });
  try {
    await tracking.put(runs);
    return { report: await tracking.sync(), problems };
  } finally {
    await tracking.close();
    await client.close();
  }
}

function mustBeProblems(problems: readonly TrackingProblem[]): void {
  for (const { code, message, hint } of problems) {
    must(
      /^TRACKING_[A-Z_]+$/u.test(code) && message !== "" && (hint ?? "") !== "",
      () => `no code or no hint: ${code} ${message}`,
    );
    mustBePlain(`${message} ${hint}`, code);
    must(message.length < 2000, () => `${code} is ${message.length} characters long`);
  }
}

/** What is said to be delivered is there; and what is not stays, and is delivered once the server is honest. */
async function mustArrive(random: Random, server: FakeMlflow, directory: string): Promise<Outcome> {
  const runs = [cell(0, { models: random.chance(0.5) ? [model] : [] }, 3), cell(1, {}, 1)];
  mislead(random, server);
  const { report, problems } = await delivered(directory, server, runs, 500);
  trust(server);
  mustBeProblems(problems);
  const missing = flaws(server.state, runs);
  must(
    report.waiting > 0 || missing.length === 0,
    () => `said to be delivered: ${missing.join(", ")}\n${server.log.join("\n")}`,
  );
  const again = await delivered(directory, server, runs, 30_000);
  const left = flaws(server.state, runs);
  const whole = again.report.waiting === 0 && left.length === 0;
  must(
    whole,
    () =>
      `an honest server does not mend it: ${again.report.waiting} wait, ${left.join(", ")}\n${JSON.stringify(again.problems)}\n${server.log.join("\n")}`,
  );
  const code = problems[0]?.code;
  return report.waiting === 0 ? { accepted: true } : { accepted: false, ...(code !== undefined && { code }) };
}

type Ask = (client: MlflowClient, runId: string) => Promise<unknown>;

/** Questions that people ask with the client alone. */
const questions: readonly Ask[] = [
  (client) => client.experiments.search().toArray(),
  (client) => client.experiments.getByName("toy"),
  (client, id) => client.runs.get(id),
  (client) => client.runs.search({ experimentIds: ["1"], filter: "tags.`a` LIKE '%'", view: "ALL" }).toArray(),
  (client, id) => client.metrics.history(id, "mmcs.truth").toArray(),
  (client, id) => client.runs.logBatch(id, { params: { a: "1" } }),
  (client, id) => client.runs.update(id, { status: "FINISHED" }),
  (client) => client.server.info(),
];

/** A client takes an answer or throws an error of its own. */
async function mustAnswer(random: Random, server: FakeMlflow): Promise<Outcome> {
  const client = new MlflowClient({
    uri: server.uri,
    timeouts: { headers: 500, body: 500, answer: 500, pages: 500 },
    retry: { firstDelay: 1 },
    sleep: () => Promise.resolve(),
  });
  try {
    const experimentId = await client.experiments.create({ name: "toy" });
    const { runId } = await client.runs.create({ experimentId, tags: { a: "b" } });
    await client.runs.logBatch(runId, { metrics: [{ key: "mmcs.truth", value: 1, step: 1, timestamp: 1 }] });
    if (random.chance(0.5)) server.fault = () => mutateAnswer(random);
    else server.lie = (name, _body, honest) => lie(random, name, honest);
    await random.pick(questions)(client, runId);
    return { accepted: true };
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    must(
      /^MLFLOW_[A-Z_]+$/u.test(error.code) && error.message.length < 3000,
      () => `${error.code} ${error.message.slice(0, 300)}`,
    );
    mustBePlain(error.message, error.code);
    return { accepted: false, code: error.code };
  } finally {
    await client.close();
  }
}

/** Answers of MLflow: their JSON, statuses and headers. */
export const mlflow: Kind = {
  name: "mlflow",
  prepare:
    async () =>
    async ({ random, folder, keep }) => {
      const server = await new FakeMlflow().start();
      try {
        const isAlone = random.chance(0.4);
        const outcome = isAlone
          ? await mustAnswer(random, server)
          : await mustArrive(random, server, join(folder, "tracking"));
        must(!Object.hasOwn(Object.prototype, "polluted"), () => "every object has a new key");
        return outcome;
      } finally {
        keep("requests.txt", server.log.join("\n"));
        await server.stop();
      }
    },
};
