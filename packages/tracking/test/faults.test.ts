import { MlflowClient } from "@goldilocks/mlflow-client";
import { openTracking, type TrackedRun, type TrackingOptions, type TrackingProblem } from "@goldilocks/tracking";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FakeMlflow, type Fault } from "./fixtures/fake-mlflow.ts";
import { type FakeRun } from "./fixtures/fake-state.ts";
import { cell, flaws, model, noObjects, temporaryDirectory, textArtifact } from "./fixtures/runs.ts";

/** A sender at a server that is closed when the test ends. */
async function using<T>(
  work: (world: {
    server: FakeMlflow;
    directory: string;
    open: (options?: Partial<TrackingOptions>) => {
      tracking: ReturnType<typeof openTracking>;
      problems: TrackingProblem[];
    };
  }) => Promise<T>,
): Promise<T> {
  const server = await new FakeMlflow().start();
  const directory = await temporaryDirectory();
  const ends: (() => Promise<void>)[] = [];
  const open = (options: Partial<TrackingOptions> = {}) => {
    const problems: TrackingProblem[] = [];
    const client = new MlflowClient({ uri: server.uri, retry: { firstDelay: 1 }, timeouts: { headers: 1000 } });
    const tracking = openTracking({
      directory,
      server: { client },
      readObject: noObjects,
      pauses: {
        first: 2,
        most: 20,
      },
      onProblem: (found) => problems.push(found),
      ...options,
    });
    ends.push(async () => {
      await tracking.close();
      await client.close();
    });
    return { tracking, problems };
  };
  try {
    return await work({ server, directory, open });
  } finally {
    await Promise.all(ends.map((end) => end()));
    await server.stop();
  }
}

const runs: TrackedRun[] = [cell(0), cell(1, { models: [model] }), cell(2), cell(3, { artifacts: [] })];

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constant({ kind: "reset" } as const),
  fc.constant({ kind: "lost" } as const),
  fc.constant({ kind: "slow", ms: 3 } as const),
  fc.record({
    kind: fc.constant("answer" as const),
    status: fc.constantFrom(500, 502, 503, 504, 429, 401, 403, 507, 200),
    body: fc.constantFrom(
      "",
      "<html>proxy</html>",
      '{"error_code":"INTERNAL_ERROR","message":"database or disk is full"}',
    ),
    headers: fc.constantFrom({}, { "retry-after": "0" }, { "content-type": "text/html" }),
    done: fc.boolean(),
  }),
);

test(
  "after any faults, the next sync in peace leaves each run there once and whole",
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 40 }), fc.boolean(), async (faults, halves) => {
        await using(async ({ server, open }) => {
          const { tracking } = open();
          server.fault = (n) => faults[n - 1];
          if (halves)
            await tracking.put(runs.map((run) => ({ ...run, status: "RUNNING" as const, metrics: [], models: [] })));
          if (halves) await tracking.settle({ patience: 200 });
          await tracking.put(runs);
          await tracking.settle({ patience: 200 });
          await tracking.close();
          server.fault = () => undefined;
          const last = open().tracking;
          expect(await last.sync()).toMatchObject({ waiting: 0 });
          expect(flaws(server.state, runs)).toEqual([]);
          // And nothing more is to be done.
          const requests = server.log.length;
          expect(await last.sync()).toEqual({ delivered: 0, waiting: 0 });
          expect(server.log.length).toBe(requests);
        });
      }),
      { numRuns: 40 },
    );
  },
);

const answer = (status: number, body = "", headers = {}): Fault => ({ kind: "answer", status, body, headers });

const lasting: readonly (readonly [string, Fault, string])[] = [
  ["fails", answer(500), "TRACKING_SERVER_FAILED"],
  [
    "has no room",
    answer(500, '{"message":"(sqlite3.OperationalError) database or disk is full"}'),
    "TRACKING_SERVER_FULL",
  ],
  ["asks for patience", answer(429, "", { "retry-after": "3600" }), "TRACKING_SERVER_BUSY"],
  ["is a page of a proxy", answer(200, "<html>log in</html>", { "content-type": "text/html" }), "TRACKING_NOT_MLFLOW"],
  ["is a page that is not found", answer(404, "<html>nothing</html>"), "TRACKING_NOT_MLFLOW"],
  ["ends connections", { kind: "reset" }, "TRACKING_UNREACHABLE"],
  ["hangs", { kind: "hang" }, "TRACKING_SLOW"],
  ["rejects credentials", answer(401), "TRACKING_UNAUTHORIZED"],
  ["forbids", answer(403, "Invalid Host header"), "TRACKING_UNAUTHORIZED"],
];

for (const [what, always, code] of lasting) {
  test(`a server that ${what} is told once, and everything waits`, async () => {
    await using(async ({ server, open }) => {
      server.fault = () => always;
      const { tracking, problems } = open();
      await tracking.put(runs.slice(0, 2));
      const start = performance.now();
      const report = await tracking.settle({ patience: 1500 });
      await tracking.put(runs.slice(2));
      await tracking.settle({ patience: 300 });
      expect(performance.now() - start).toBeLessThan(8000);
      expect(report).toMatchObject({ delivered: 0, waiting: 2, problem: { code } });
      expect(problems.map((found) => found.code)).toEqual([code]);
      await tracking.close();
      server.fault = () => undefined;
      expect(await open().tracking.sync()).toEqual({ delivered: 4, waiting: 0 });
      expect(flaws(server.state, runs)).toEqual([]);
    });
  });
}

test("rejected credentials are not tried again", async () => {
  await using(async ({ server, open }) => {
    server.fault = () => answer(401);
    const { tracking } = open();
    await tracking.put(runs);
    await tracking.settle({ patience: 2000 });
    await tracking.put(cell(9));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.log.length).toBe(1);
  });
});

test.each(["experiments/get-by-name", "experiments/set-experiment-tag"])(
  "an experiment that is forbidden, in %s, holds up no other, and is asked for again by the next sync",
  async (what) => {
    await using(async ({ server, open }) => {
      const forbidden = [5, 6].map((n) => cell(n, { experiment: { name: "theirs", tags: { [`t${n}`]: "b" } } }));
      server.fault = (_, path, query) => {
        const isTheirs = path.endsWith("set-experiment-tag") || query.get("experiment_name") === "theirs";
        return path.endsWith(what) && isTheirs ? answer(403) : undefined;
      };
      const { tracking, problems } = open();
      await tracking.put([...forbidden, ...runs]);
      const problem = { code: "TRACKING_UNAUTHORIZED" };
      expect(await tracking.settle({ patience: 5000 })).toMatchObject({ delivered: 4, waiting: 2, problem });
      await tracking.put(cell(9));
      expect(await tracking.settle({ patience: 5000 })).toMatchObject({ delivered: 5, waiting: 2, problem });
      expect(problems).toMatchObject([problem]);
      expect(flaws(server.state, [...runs, cell(9)])).toEqual([]);
      server.fault = () => undefined;
      expect(await tracking.sync()).toEqual({ delivered: 2, waiting: 0 });
      expect(flaws(server.state, forbidden)).toEqual([]);
    });
  },
);

test("who may do nothing anywhere is not asked again", async () => {
  await using(async ({ server, open }) => {
    server.fault = () => answer(403);
    const { tracking } = open();
    await tracking.put([...runs, cell(5, { experiment: { name: "theirs", tags: {} } })]);
    await tracking.settle({ patience: 2000 });
    await tracking.put(cell(9));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.log.length).toBe(2);
  });
});

test("a server that asks for a second gets it", async () => {
  await using(async ({ server, open }) => {
    const times: number[] = [];
    server.fault = (n) => {
      times.push(performance.now());
      return n <= 2 ? answer(429, "", { "retry-after": "1" }) : undefined;
    };
    const { tracking } = open();
    await tracking.put(cell(0));
    while (server.state.runs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(900);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(900);
  });
});

test("no server at all: the run ends at once", async () => {
  await using(async ({ server, open }) => {
    const { tracking, problems } = open();
    await server.stop();
    await tracking.put(runs);
    const start = performance.now();
    expect(await tracking.settle({ patience: 30_000 })).toMatchObject({ delivered: 0, waiting: 4 });
    expect(performance.now() - start).toBeLessThan(3000);
    expect(problems.map(({ code }) => code)).toEqual(["TRACKING_UNREACHABLE"]);
    await server.start(Number(new URL(server.uri).port));
    expect(await tracking.sync()).toEqual({ delivered: 4, waiting: 0 });
  });
});

test("settling waits no longer than it was told", async () => {
  await using(async ({ server, open }) => {
    server.fault = () => ({ kind: "slow", ms: 400 });
    const { tracking } = open();
    await tracking.put(Array.from({ length: 40 }, (_, n) => cell(n)));
    const start = performance.now();
    const report = await tracking.settle({ patience: 1000 });
    expect(performance.now() - start).toBeLessThan(2500);
    expect(report.waiting).toBeGreaterThan(0);
    expect(report).toMatchObject({ problem: { code: "TRACKING_SLOW" } });
  });
});

test("one run that the server cannot take does not hold up the others", async () => {
  for (const refusal of [answer(500), answer(400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"no"}')]) {
    await using(async ({ server, open }) => {
      const poison = cell(0, { artifacts: [textArtifact("poison", "x")] });
      server.fault = (_, path) => (path.endsWith("/poison") ? refusal : undefined);
      const { tracking, problems } = open();
      await tracking.put([poison, ...runs.slice(1)]);
      expect(await tracking.sync()).toMatchObject({ delivered: 3, waiting: 1 });
      expect(flaws(server.state, runs.slice(1))).toEqual([]);
      expect(problems.length).toBe(1);
    });
  }
});

test("a changed param stays as it is in MLflow, and the rest arrives", async () => {
  await using(async ({ server, open }) => {
    const { tracking, problems } = open();
    await tracking.put(cell(0, { params: { a: "1" } }));
    await tracking.settle({ patience: 5000 });
    const changed = cell(0, { params: { a: "2", b: "3" }, status: "FAILED" });
    await tracking.put(changed);
    expect(await tracking.settle({ patience: 5000 })).toMatchObject({ waiting: 0 });
    expect(problems.map(({ code }) => code)).toEqual(["TRACKING_REFUSED"]);
    expect(flaws(server.state, [{ ...changed, params: { a: "1", b: "3" } }])).toEqual([]);
  });
});

test("a deleted run and a deleted experiment come back when there is something new in them, and it is said", async () => {
  await using(async ({ server, open }) => {
    const { tracking, problems } = open();
    await tracking.put(runs);
    await tracking.settle({ patience: 5000 });
    const [first, second] = server.state.runs as [FakeRun, FakeRun];
    first.deleted = true;
    await tracking.put(runs); // nothing new
    await tracking.settle({ patience: 5000 });
    expect(first.deleted).toBe(true);
    const news = runs.map((run) => ({ ...run, status: "FAILED" as const }));
    await tracking.put(news);
    await tracking.settle({ patience: 5000 });
    expect(flaws(server.state, news)).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(["TRACKING_RESTORED"]);

    server.state.deleteExperiment();
    await tracking.put(runs);
    expect(await tracking.settle({ patience: 5000 })).toMatchObject({ waiting: 0 });
    expect(flaws(server.state, runs)).toEqual([]);

    // One that is gone for good is made anew.
    server.state.runs.splice(server.state.runs.indexOf(second), 1);
    await tracking.put(news);
    expect(await tracking.settle({ patience: 5000 })).toMatchObject({ waiting: 0 });
    expect(flaws(server.state, news)).toEqual([]);
  });
});

test("an experiment that is deleted during a delivery", async () => {
  await using(async ({ server, open }) => {
    const { tracking } = open();
    server.fault = (n) => {
      if (n !== 8) return undefined;
      server.state.deleteExperiment();
      return undefined;
    };
    await tracking.put(runs);
    expect(await tracking.sync()).toMatchObject({ waiting: 0 });
    expect(flaws(server.state, runs)).toEqual([]);
  });
});

test("an artifact that the store has lost is told, and the other runs arrive", async () => {
  await using(async ({ server, open }) => {
    const { tracking, problems } = open();
    const lost = { path: "a.bin", source: { kind: "object", digest: "e".repeat(64) }, digest: "e".repeat(64) } as const;
    await tracking.put([cell(0, { artifacts: [{ ...lost, bytes: 1, mediaType: "x" }] }), ...runs.slice(1)]);
    expect(await tracking.settle({ patience: 5000 })).toMatchObject({ delivered: 3, waiting: 1 });
    expect(problems.map(({ code }) => code)).toEqual(["TRACKING_ARTIFACT"]);
    expect([...(await tracking.needed())]).toEqual(["e".repeat(64)]);
    expect(flaws(server.state, runs.slice(1))).toEqual([]);
  });
});

test("credentials are in no file of the outbox and in no message", async () => {
  const { readdir, readFile } = await import("node:fs/promises");
  await using(async ({ server, directory, open }) => {
    const uri = server.uri.replace("//", "//someone:s3cr3t-word@");
    server.fault = (n) => (n > 10 ? answer(500, "someone:s3cr3t-word is refused") : undefined);
    const client = new MlflowClient({ uri });
    const { tracking, problems } = open({ server: { client } });
    await tracking.put(runs);
    await tracking.settle({ patience: 3000 });
    await client.close();
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(`${file.parentPath}/${file.name}`, "latin1"));
    expect(texts.length).toBeGreaterThan(1);
    const everything = [...(await Promise.all(texts)), ...files.map(({ name }) => name), JSON.stringify(problems)].join(
      "\n",
    );
    expect(everything).not.toContain("s3cr3t");
    expect(everything).not.toContain(Buffer.from("someone:s3cr3t-word").toString("base64"));
  });
});
