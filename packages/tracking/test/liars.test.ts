import { readdir, readFile } from "node:fs/promises";
import { MlflowClient } from "@goldilocks/mlflow-client";
import {
  openTracking,
  type Clock,
  type SyncReport,
  type TrackedRun,
  type TrackingOptions,
  type TrackingProblem,
} from "@goldilocks/tracking";
import { expect, onTestFinished, test } from "vitest";
import { FakeMlflow } from "./fixtures/fake-mlflow.ts";
import { type Body, type FakeRun } from "./fixtures/fake-state.ts";
import { cell, flaws, model, noObjects, temporaryDirectory } from "./fixtures/runs.ts";

const experiment = { name: "toy", tags: { "mlflow.note.content": "note" } };
const runs: TrackedRun[] = [cell(0, { models: [model], experiment }), cell(1, { experiment }), cell(2, { experiment })];

const failed = (run: TrackedRun): TrackedRun => ({ ...run, status: "FAILED" });

/** A run, or what has an `info` as a run has, with other fields in it. */
const changed = (run: { info: object }, info: object): object => ({ ...run, info: { ...run.info, ...info } });

/** Taken by somebody who never lets go. */
const heldLock = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

const nap = async (): Promise<void> => void (await new Promise((resolve) => setTimeout(resolve, 5)));

/** Time that passes only when somebody sleeps, all at once. */
const hurried = (): Clock => {
  let time = 0;
  return {
    now: () => 1_795_353_302_000 + time,
    elapsed: () => time,
    sleep: async (milliseconds) => {
      // Those who are under way come first.
      await new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 30)));
      time += milliseconds;
    },
  };
};

interface World {
  readonly server: FakeMlflow;
  readonly directory: string;
  /** Delivers with a client and a sender of its own. */
  readonly sync: (options?: Partial<TrackingOptions>) => Promise<SyncReport & { readonly codes: readonly string[] }>;
  /** Bytes of all files of the outbox. */
  readonly kept: () => Promise<string>;
}

const LIMITS = { answerBytes: 1 << 20, pagesBytes: 1 << 21 };

/** An outbox with the runs, in front of a server. */
async function world(states: readonly TrackedRun[] = runs): Promise<World> {
  const server = await new FakeMlflow().start();
  const directory = await temporaryDirectory();
  onTestFinished(() => server.stop());
  const first = openTracking({ directory, readObject: noObjects });
  await first.put(states);
  await first.close();
  const sync = async (options: Partial<TrackingOptions> = {}) => {
    const client = new MlflowClient({ uri: server.uri, retry: { firstDelay: 1 }, limits: LIMITS });
    const problems: TrackingProblem[] = [];
    const tracking = openTracking({
      directory,
      server: { client },
      readObject: noObjects,
      onProblem: (found) => problems.push(found),
      pauses: { first: 1, most: 5 },
      ...options,
    });
    const report = await tracking.sync();
    await tracking.close();
    await client.close();
    return { ...report, codes: problems.map(({ code }) => code) };
  };
  const kept = async (): Promise<string> => {
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(`${file.parentPath}/${file.name}`, "latin1"));
    return (await Promise.all(texts)).join("\n");
  };
  return { server, directory, sync, kept };
}

/** Says that something was done, and does nothing. */
const skipping: readonly (readonly [string, (body: Body) => Body])[] = [
  ["runs/log-batch", () => ({})],
  ["runs/log-inputs", () => ({})],
  ["runs/outputs", () => ({})],
  ["experiments/set-experiment-tag", () => ({})],
];

test.each(skipping)("where %s succeeds without being done, nothing leaves the outbox", async (call, answer) => {
  const { server, sync, kept } = await world();
  server.lie = (name, body, honest) => (name === call ? answer(body) : honest());
  const report = await sync();
  expect(report.codes).toEqual(["TRACKING_UNCONFIRMED"]);
  expect(report).toMatchObject({ problem: { code: "TRACKING_UNCONFIRMED" } });
  // Only the first has models: the others are there as they were sent.
  const concerned = call === "runs/outputs" ? 1 : 3;
  expect(report).toMatchObject({ delivered: 3 - concerned, waiting: concerned });
  expect((await kept()).split('"is":"delivered"')).toHaveLength(4 - concerned);
  server.lie = (_name, _body, honest) => honest();
  expect(await sync()).toMatchObject({ delivered: concerned, waiting: 0, codes: [] });
  expect(flaws(server.state, runs)).toEqual([]);
  expect(server.state.experiments[0]?.tags.get("mlflow.note.content")).toBe("note");
});

/** What a server loses of what it took. */
const losing: readonly (readonly [string, (run: FakeRun) => void])[] = [
  ["a param", (run) => void run.params.delete("axis.l1")],
  ["a tag", (run) => void run.tags.delete("goldilocks.kind")],
  ["the last point of a metric", (run) => void run.points.delete([...run.points.keys()].at(-1) ?? "")],
  ["a dataset", (run) => run.datasets.clear()],
  ["the status", (run) => void (run.status = "RUNNING")],
];

test.each(losing)("a server that does not show %s has not taken the run", async (_, lose) => {
  const { server, sync } = await world();
  server.lie = (name, _body, honest) => {
    const answer = honest();
    const run = server.state.runs.find(({ name: one }) => one === "cell 1");
    if (name === "runs/update" && run !== undefined) lose(run);
    return answer;
  };
  expect(await sync()).toMatchObject({ delivered: 2, waiting: 1, codes: ["TRACKING_UNCONFIRMED"] });
});

test("what a server lost of a run that it had confirmed is sent again with what is new", async () => {
  const { server, directory, sync } = await world();
  expect(await sync()).toMatchObject({ waiting: 0 });
  const [run] = server.state.runs;
  const states = runs.map((one) => failed(one));
  const outbox = openTracking({ directory, readObject: noObjects });
  await outbox.put(states);
  await outbox.close();
  server.lie = (name, _body, honest) => {
    // It loses a run altogether, and takes what is new in it all the same.
    if (name === "runs/update" && run !== undefined && server.state.runs.includes(run)) {
      server.state.runs.splice(server.state.runs.indexOf(run), 1);
      return { run_info: { ...(server.state.runJson(run)["info"] as object), status: "FAILED" } };
    }
    return honest();
  };
  expect(await sync()).toMatchObject({ waiting: 0 });
  expect(flaws(server.state, states)).toEqual([]);
});

/** Answers that are right in form and lie. */
const lies: readonly (readonly [string, FakeMlflow["lie"]])[] = [
  [
    "gives new runs the id of another",
    (name, _body, honest) => {
      const answer = honest();
      if (name !== "runs/create") return answer;
      const run = answer["run"] as { info: object };
      return { run: { ...run, info: { ...run.info, run_id: "elsewhere" } } };
    },
  ],
  [
    "makes the experiment anew in each answer",
    (() => {
      let n = 0;
      return (name, _body, honest) => {
        const answer = honest();
        if (name !== "experiments/get-by-name") return answer;
        return { experiment: { ...(answer["experiment"] as object), creation_time: n++ } };
      };
    })(),
  ],
  [
    "gives the experiment another id in each answer",
    (() => {
      let n = 0;
      return (name, _body, honest) => {
        const answer = honest();
        if (name !== "experiments/get-by-name") return answer;
        return { experiment: { ...(answer["experiment"] as object), experiment_id: String(1000 + n++) } };
      };
    })(),
  ],
  [
    "has pages of runs without end",
    (() => {
      let n = 0;
      return (name, _body, honest) => {
        const answer = honest();
        if (name !== "runs/search") return answer;
        n += 1;
        const run = { info: { run_id: `r${n}`, experiment_id: "1", status: "RUNNING", lifecycle_stage: "active" } };
        const data = {
          tags: [
            { key: "goldilocks.run_key", value: runs[0]?.runKey },
            { key: "x", value: "y".repeat(900_000) },
          ],
        };
        return { runs: [{ ...run, data }], next_page_token: String(n) };
      };
    })(),
  ],
  [
    "shows each run a second time under another id",
    (name, _body, honest) => {
      const answer = honest();
      if (name !== "runs/search") return answer;
      const found = (answer["runs"] ?? []) as { info: { run_id: string } }[];
      return {
        runs: found
          .flatMap((run) => [run, { ...run, info: { ...run.info, run_id: `${run.info.run_id}x` } }])
          .slice(0, 200),
      };
    },
  ],
  [
    "shows all runs as deleted",
    (name, _body, honest) => {
      const answer = honest();
      if (name !== "runs/search") return answer;
      const found = (answer["runs"] ?? []) as { info: object }[];
      return { runs: found.map((run) => changed(run, { lifecycle_stage: "deleted" })) };
    },
  ],
  [
    "shows nothing",
    (name, _body, honest) => {
      const answer = honest();
      return name === "runs/search" ? {} : answer;
    },
  ],
  [
    "shows models that are another run's",
    (name, _body, honest) => {
      const answer = honest();
      if (name !== "logged-models") return answer;
      const made = answer["model"] as { info: object };
      return { model: { ...made, info: { ...made.info, model_id: "m-other" } } };
    },
  ],
  [
    "has ids with paths",
    (_name, _body, honest) =>
      JSON.parse(JSON.stringify(honest()).replaceAll(/"(?:run|experiment|model)_id":"/gu, "$&../../")) as Body,
  ],
  [
    "has names of every object's own",
    (_name, _body, honest) => ({
      ...honest(),
      ...(JSON.parse('{"__proto__":{"x":1},"constructor":1,"toString":"a"}') as Body),
    }),
  ],
];

test.each(lies)("a server that %s holds no delivery, and gets no run that it does not show", async (_, lie) => {
  const { server, sync, kept } = await world();
  server.lie = lie;
  const report = await sync();
  expect(report.delivered + report.waiting).toBe(3);
  if (report.waiting > 0) expect(report.problem?.code).toMatch(/^TRACKING_(?:UNCONFIRMED|NOT_MLFLOW|REFUSED)$/u);
  expect(server.log.length).toBeLessThan(600);
  expect(await kept()).not.toContain("../..");
  server.lie = (_name, _body, honest) => honest();
  // Whatever it showed before: now it has each run once and whole.
  expect(await sync()).toMatchObject({ waiting: 0 });
  if (report.waiting === 3) expect(flaws(server.state, runs)).toEqual([]);
});

test("a server that answers each request just in time cannot hold a delivery: it is given a limited time", async () => {
  const { server, sync } = await world(Array.from({ length: 12 }, (_, n) => cell(n)));
  let slow = true;
  server.fault = () => (slow ? { kind: "slow", ms: 60 } : undefined);
  const report = await sync({ patience: { first: 150, perRun: 1 } });
  expect(report).toMatchObject({ delivered: 0, waiting: 12, problem: { code: "TRACKING_SLOW" } });
  expect(report.codes).toEqual(["TRACKING_SLOW"]);
  expect(server.log.length).toBeLessThan(60);
  slow = false;
  expect(await sync()).toMatchObject({ delivered: 12, waiting: 0 });
});

test("each run that is confirmed gives a delivery more time", async () => {
  const { server, sync } = await world(Array.from({ length: 40 }, (_, n) => cell(n)));
  let time = 0;
  server.fault = () => {
    time += 100;
    return undefined;
  };
  const clock = { now: () => 1_795_353_302_000, elapsed: () => time, sleep: nap };
  const report = await sync({ clock, patience: { first: 6000, perRun: 10_000 } });
  expect(report).toMatchObject({ delivered: 40, waiting: 0 });
  expect(time).toBeGreaterThan(12_000);
});

test("another process that holds the lock for ever does not hold a delivery for ever", async () => {
  const { sync } = await world();
  const report = await sync({ lock: heldLock, patience: { first: 50, perRun: 1 } });
  expect(report).toMatchObject({ delivered: 0, waiting: 3, problem: { code: "TRACKING_SLOW" } });
});

test("a server that takes a minute to fail is asked for no more, and one that fails at once is tried again", async () => {
  for (const [seconds, requests] of [
    [40, 2],
    [0.01, 8],
  ] as const) {
    const { server, sync } = await world();
    let time = 0;
    server.fault = () => {
      time += seconds * 1000;
      return { kind: "answer", status: 500 };
    };
    const clock = { ...hurried(), elapsed: () => time };
    expect(await sync({ clock })).toMatchObject({ waiting: 3, problem: { code: "TRACKING_SERVER_FAILED" } });
    expect(server.log).toHaveLength(requests);
  }
});

test("a server that asks for an hour is not waited for", async () => {
  const { server, sync } = await world();
  server.fault = () => ({ kind: "answer", status: 429, headers: { "retry-after": "999999999" } });
  expect(await sync({ clock: hurried() })).toMatchObject({ waiting: 3, problem: { code: "TRACKING_SERVER_BUSY" } });
  expect(server.log).toHaveLength(1);
});

test("a clock that is set back, or far ahead, neither holds a settling nor loses a run", async () => {
  for (const jump of [-1e12, 1e12, Number.MAX_SAFE_INTEGER - 1_795_353_302_000 - 1e9]) {
    const { server, directory, sync } = await world();
    let shift = 0;
    const clock: Clock = {
      now: () => 1_795_353_302_000 + shift,
      elapsed: () => performance.now(),
      sleep: (milliseconds, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, Math.min(milliseconds, 1000));
          signal.addEventListener("abort", () => {
            clearTimeout(timer);
            resolve();
          });
        }),
    };
    server.fault = (n) => {
      if (n === 3) shift = jump;
      return undefined;
    };
    const client = new MlflowClient({ uri: server.uri });
    const tracking = openTracking({ directory, server: { client }, readObject: noObjects, clock });
    expect(await tracking.settle({ patience: 20_000 })).toMatchObject({ waiting: 0 });
    const news = runs.map((run) => failed(run));
    await tracking.put(news);
    expect(await tracking.settle({ patience: 20_000 })).toMatchObject({ waiting: 0 });
    await tracking.close();
    await client.close();
    expect(flaws(server.state, news)).toEqual([]);
    expect(await sync()).toMatchObject({ delivered: 0, waiting: 0 });
  }
});
