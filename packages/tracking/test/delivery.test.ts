import { MlflowClient } from "@goldilocks/mlflow-client";
import { openTracking, type Tracking, type TrackedRun, type TrackingProblem } from "@goldilocks/tracking";
import { afterEach, expect, test, vi } from "vitest";
import { FakeMlflow } from "./fixtures/fake-mlflow.ts";
import { type FakeRun } from "./fixtures/fake-state.ts";
import { cell, flaws, model, noObjects, temporaryDirectory } from "./fixtures/runs.ts";

const opened: { tracking: Tracking; client: MlflowClient }[] = [];
const servers: FakeMlflow[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).flatMap(({ tracking, client }) => [tracking.close(), client.close()]));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(): Promise<FakeMlflow> {
  const server = await new FakeMlflow().start();
  servers.push(server);
  return server;
}

function open(directory: string, uri: string | undefined) {
  const problems: TrackingProblem[] = [];
  const client = new MlflowClient({ uri: uri ?? "http://127.0.0.1:9", retry: { firstDelay: 1 } });
  const tracking = openTracking({
    directory,
    ...(uri === undefined ? {} : { server: { client } }),
    readObject: noObjects,
    onProblem: (problem) => problems.push(problem),
    pauses: { first: 5, most: 50 },
  });
  opened.push({ tracking, client });
  return { tracking, problems };
}

const cells = (count: number): TrackedRun[] => Array.from({ length: count }, (_, n) => cell(n));

test("what is put arrives beside the run, each run once", async () => {
  const server = await serve();
  const { tracking, problems } = open(await temporaryDirectory(), server.uri);
  const runs = [...cells(12), cell(12, { models: [model] })];
  await tracking.put(runs);
  expect(await tracking.settle({ patience: 20_000 })).toEqual({ delivered: 13, waiting: 0 });
  expect(flaws(server.state, runs)).toEqual([]);
  expect(problems).toEqual([]);
});

test("an experiment that the server refuses holds up no other", async () => {
  const server = await serve();
  const { tracking, problems } = open(await temporaryDirectory(), server.uri);
  const refused = cell(0, { experiment: { name: "x".repeat(600), tags: {} } });
  await tracking.put(refused);
  await tracking.put([cell(1), cell(2)]);
  expect(await tracking.sync()).toMatchObject({ delivered: 2, waiting: 1, problem: { code: "TRACKING_REFUSED" } });
  expect(flaws(server.state, [cell(1), cell(2)])).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(["TRACKING_REFUSED"]);
});

test("a known state costs no write and no request; a new one only what is new in it", async () => {
  const server = await serve();
  const directory = await temporaryDirectory();
  const { tracking } = open(directory, server.uri);
  await tracking.put(cells(3));
  await tracking.settle({ patience: 20_000 });
  const before = server.log.length;
  await tracking.put(cells(3));
  await open(directory, server.uri).tracking.put(cells(3));
  expect(await tracking.settle({ patience: 20_000 })).toMatchObject({ waiting: 0 });
  expect(server.log.length).toBe(before);
  const changed = cell(1, { status: "KILLED" });
  await tracking.put(changed);
  await tracking.settle({ patience: 20_000 });
  expect(server.log.slice(before).map((line) => line.split("/").slice(-2).join("/"))).toEqual([
    "experiments/get-by-name",
    "runs/update",
    "runs/search", // what the server shows of it
  ]);
  expect(flaws(server.state, [changed])).toEqual([]);
});

test("what was put without a server waits, and is delivered by the next process", async () => {
  const server = await serve();
  const directory = await temporaryDirectory();
  const first = open(directory, undefined);
  await first.tracking.put(cells(4));
  expect(await first.tracking.settle({ patience: 20_000 })).toEqual({ delivered: 0, waiting: 4 });
  await first.tracking.close();
  expect(await open(directory, server.uri).tracking.sync()).toEqual({ delivered: 4, waiting: 0 });
  expect(flaws(server.state, cells(4))).toEqual([]);
});

test("a state that comes while an older one is being delivered is not lost", async () => {
  const server = await serve();
  const { tracking } = open(await temporaryDirectory(), server.uri);
  const final = cells(6);
  let put: Promise<void> | undefined;
  server.fault = (_, path) => {
    if (path.endsWith("runs/log-batch")) put ??= tracking.put(final);
    return { kind: "slow", ms: 20 };
  };
  await tracking.put(final.map((run) => ({ ...run, status: "RUNNING" as const, ended: null, metrics: [] })));
  await vi.waitUntil(() => put !== undefined);
  await put;
  expect(await tracking.settle({ patience: 20_000 })).toMatchObject({ waiting: 0 });
  expect(flaws(server.state, final)).toEqual([]);
});

test("a table that others have filled with more than is read at once holds up no delivery", async () => {
  const server = await serve();
  const other = open(await temporaryDirectory(), server.uri);
  await other.tracking.put(cells(9));
  await other.tracking.settle({ patience: 20_000 });
  // Runs of the same table that are not known here.
  const [one] = server.state.runs as [FakeRun];
  const note = "x".repeat(100_000);
  for (let n = 0; n < 60; n++) {
    const tags = new Map([...one.tags, ["goldilocks.run_key", `other ${n}`] as const, ["note", note] as const]);
    server.state.runs.push({ ...one, runId: `other${n}`, tags });
  }
  const { tracking, problems } = open(await temporaryDirectory(), server.uri);
  await tracking.put(cells(9));
  expect(await tracking.settle({ patience: 60_000 })).toEqual({ delivered: 9, waiting: 0 });
  expect(problems).toEqual([]);
  expect(flaws(server.state, cells(9))).toEqual([]);
});

/** The same run, computed again at another time. */
const later = (run: TrackedRun): TrackedRun => ({
  ...run,
  metrics: run.metrics.map((point) => ({ ...point, timestamp: point.timestamp + 5000 })),
});

test("a run of another machine with the same key is completed, not doubled, and its points neither", async () => {
  const server = await serve();
  const other = open(await temporaryDirectory(), server.uri);
  await other.tracking.put(cells(9).map((run) => later(run)));
  await other.tracking.settle({ patience: 20_000 });
  const { tracking } = open(await temporaryDirectory(), server.uri);
  await tracking.put(cells(9));
  await tracking.settle({ patience: 20_000 });
  expect(flaws(server.state, cells(9))).toEqual([]);
  expect(server.state.runs.length).toBe(9);
});

test("points that were computed again, at another time, are sent no second time; those that are new are", async () => {
  const server = await serve();
  const { tracking } = open(await temporaryDirectory(), server.uri);
  await tracking.put(cells(3));
  await tracking.settle({ patience: 20_000 });
  const again = [later(cell(0)), later(cell(1, {}, 7)), cell(2)];
  await tracking.put(again);
  expect(await tracking.settle({ patience: 20_000 })).toMatchObject({ waiting: 0 });
  expect(flaws(server.state, again)).toEqual([]);
  expect(server.state.runs.map(({ points }) => points.size)).toEqual([5, 7, 5]);
});

test("a server that lost its data gets everything again", async () => {
  const server = await serve();
  const directory = await temporaryDirectory();
  const first = open(directory, server.uri).tracking;
  await first.put(cells(3));
  await first.settle({ patience: 20_000 });
  await first.close();
  const port = Number(new URL(server.uri).port);
  await server.stop();
  await new Promise((resolve) => setTimeout(resolve, 5)); // another time of birth
  const anew = await new FakeMlflow().start(port);
  servers.push(anew);
  const { tracking } = open(directory, anew.uri);
  expect(await tracking.sync({ all: true })).toEqual({ delivered: 3, waiting: 0 });
  expect(flaws(anew.state, cells(3))).toEqual([]);
  anew.state.runs.length = 0;
  anew.state.experiments.forEach((one) => (one.born += 1)); // and once more
  await tracking.put(cell(5));
  await tracking.settle({ patience: 20_000 });
  expect(flaws(anew.state, [...cells(3), cell(5)])).toEqual([]);
});

test("another server gets what is new, and everything when asked", async () => {
  const [one, two] = [await serve(), await serve()];
  const directory = await temporaryDirectory();
  const first = open(directory, one.uri).tracking;
  await first.put(cells(3));
  await first.settle({ patience: 20_000 });
  const { tracking } = open(directory, two.uri);
  await tracking.put(cell(7));
  expect(await tracking.settle({ patience: 20_000 })).toEqual({ delivered: 1, waiting: 0 });
  expect(two.state.runs.length).toBe(1);
  expect(await tracking.sync({ all: true })).toEqual({ delivered: 4, waiting: 0 });
  expect(flaws(two.state, [...cells(3), cell(7)])).toEqual([]);
});
