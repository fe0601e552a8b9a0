import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MlflowClient } from "@goldilocks/mlflow-client";
import { openTracking, type SyncReport, type TrackedRun } from "@goldilocks/tracking";
import { expect, test } from "vitest";
import { FakeMlflow } from "./fixtures/fake-mlflow.ts";
import { cell, flaws, noObjects, temporaryDirectory, textArtifact } from "./fixtures/runs.ts";

/** A process that puts and delivers. The compiled package: a child has no test runner around it. */
function deliver(
  directory: string,
  uri: string,
  states?: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const script = join(import.meta.dirname, "fixtures", "deliver.mjs");
  return spawn(process.execPath, [script, directory, uri, ...(states === undefined ? [] : [states])], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
}

/** The same, in this process. */
async function deliverHere(directory: string, uri: string): Promise<SyncReport> {
  const client = new MlflowClient({ uri });
  const tracking = openTracking({ directory, server: { client }, readObject: noObjects });
  const report = await tracking.sync();
  await tracking.close();
  await client.close();
  return report;
}

async function ended(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => (text += part));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return signal ?? (code === 0 ? text : `exit ${code}`);
}

const model = {
  key: "sae",
  name: "sae",
  type: "sae",
  params: {},
  tags: {},
  artifacts: [textArtifact("decoder.npy", "bytes")],
};

async function written(directory: string, runs: readonly TrackedRun[]): Promise<string> {
  const path = join(directory, "states.json");
  await writeFile(path, JSON.stringify(runs));
  return path;
}

test(
  "kill -9 at any request, before or after it is done: the next process completes the work",
  { timeout: 600_000 },
  async () => {
    const runs = [cell(0, { models: [model] }), cell(1, { artifacts: [], datasets: [] })];
    let killed = 0;
    for (let n = 1; ; n++) {
      const results = await Promise.all(
        [false, true].map(async (done) => {
          const directory = await temporaryDirectory();
          const server = await new FakeMlflow().start();
          const child = deliver(directory, server.uri, await written(directory, runs));
          server.fault = (at) => (at === n ? { kind: "call", call: () => child.kill("SIGKILL"), done } : undefined);
          const end = await ended(child);
          server.fault = () => undefined;
          const next = await deliverHere(directory, server.uri);
          await server.stop();
          expect({ n, done, waiting: next.waiting, flaws: flaws(server.state, runs) }).toEqual({
            n,
            done,
            waiting: 0,
            flaws: [],
          });
          return end;
        }),
      );
      killed += results.filter((end) => end === "SIGKILL").length;
      if (results.every((end) => end !== "SIGKILL")) break;
    }
    expect(killed).toBeGreaterThan(20);
  },
);

const KILL_SELF = fileURLToPath(new URL("../../../tests/faults/kill-self.mjs", import.meta.url));
/** `GOLDILOCKS_KILLS=100` kills more often. */
const KILLS = Number(process.env["GOLDILOCKS_KILLS"] ?? 3);

/** A number in [0, 1): the same in every run of the test. */
function share(n: number): number {
  let k = Math.imul(n + 20_261_129, 0x9e3779b1) >>> 0;
  k = Math.imul(k ^ (k >>> 16), 0x85ebca6b);
  k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
  return ((k ^ (k >>> 16)) >>> 0) / 2 ** 32;
}

/** Delivers in a process that is killed at a change of the disk; how that ended, and how many changes there are without a kill. */
async function deliverKilled(
  directory: string,
  uri: string,
  at: number | undefined,
): Promise<{ end: string; changes: number }> {
  const log = join(await temporaryDirectory(), "changes");
  const kill = at === undefined ? {} : { KILL_AT: String(at) };
  const env = { NODE_OPTIONS: `--import ${KILL_SELF}`, KILL_LOG: log, ...kill };
  const end = await ended(deliver(directory, uri, undefined, env));
  return { end, changes: Number.parseInt(await readFile(log, "utf8"), 10) };
}

const filled: readonly (readonly [string, (directory: string) => Promise<readonly TrackedRun[]>])[] = [
  [
    "of a delivery",
    async (directory) => {
      const runs = [cell(0, { models: [model] }), ...Array.from({ length: 5 }, (_, n) => cell(n + 1))];
      const tracking = openTracking({ directory, readObject: noObjects });
      await tracking.put(runs);
      await tracking.close();
      return runs;
    },
  ],
  [
    "while small files of the outbox are put together",
    async (directory) => {
      const runs = Array.from({ length: 26 }, (_, n) => cell(n, { artifacts: [], datasets: [] }));
      const tracking = openTracking({ directory, readObject: noObjects });
      for (const run of runs) await tracking.put(run);
      await tracking.close();
      return runs;
    },
  ],
];

test.each(filled)(
  "kill -9 at any change of the disk %s: no run is lost, and the next process completes the work",
  { timeout: 60_000 + 20_000 * KILLS },
  async (_, fill) => {
    const template = await temporaryDirectory();
    const runs = await fill(template);
    const copy = async (): Promise<string> => {
      const directory = await temporaryDirectory();
      await cp(template, directory, { recursive: true });
      return directory;
    };
    const peaceful = await new FakeMlflow().start();
    const { changes } = await deliverKilled(await copy(), peaceful.uri, undefined);
    await peaceful.stop();
    expect(changes).toBeGreaterThan(5);
    for (let n = 0; n < KILLS; n++) {
      const directory = await copy();
      const server = await new FakeMlflow().start();
      // Every third is killed twice.
      const times = n % 3 === 2 ? 2 : 1;
      for (let time = 0; time < times; time++) {
        const { end } = await deliverKilled(
          directory,
          server.uri,
          1 + Math.floor(share(2 * n + time) * (changes / times)),
        );
        expect([n, time === 0 ? end : "SIGKILL"]).toEqual([n, "SIGKILL"]);
      }
      const next = await deliverHere(directory, server.uri);
      const outbox = openTracking({ directory, readObject: noObjects });
      const kept = (await outbox.runs()).map(({ runKey }) => runKey);
      await outbox.close();
      await server.stop();
      expect({ n, waiting: next.waiting, flaws: flaws(server.state, runs) }).toEqual({ n, waiting: 0, flaws: [] });
      expect(kept).toEqual(runs.map(({ runKey }) => runKey).toSorted());
    }
  },
);

test("two processes at one outbox, without a lock: each run is there once", { timeout: 300_000 }, async () => {
  const runs = Array.from({ length: 12 }, (_, n) => cell(n, n % 3 === 0 ? { models: [model] } : {}));
  for (let round = 0; round < 4; round++) {
    const directory = await temporaryDirectory();
    const server = await new FakeMlflow().start();
    // Slow and uneven, so that both are in each other's way; in odd rounds one of them is killed in between.
    const children: ChildProcess[] = [];
    server.fault = (n) => {
      if (round % 2 === 1 && n === 30 + round * 4) children[0]?.kill("SIGKILL");
      return { kind: "slow", ms: (n * 7) % 23 };
    };
    const states = await written(directory, runs);
    children.push(deliver(directory, server.uri, states), deliver(directory, server.uri, states));
    await Promise.all(children.map((child) => ended(child)));
    server.fault = () => undefined;
    await ended(deliver(directory, server.uri));
    await server.stop();
    expect(flaws(server.state, runs)).toEqual([]);
  }
});

test("two processes that both find nothing, and both make everything: each run is there once", async () => {
  for (const folders of [1, 2]) {
    const runs = Array.from({ length: 8 }, (_, n) => cell(n, n === 0 ? { models: [model] } : {}));
    const server = await new FakeMlflow().start();
    let searches = 0;
    let open: (() => void) | undefined;
    const until = new Promise<void>((resolve) => (open = resolve));
    server.fault = (_, path) => {
      if (!path.endsWith("runs/search") || searches >= 2) return undefined;
      searches += 1;
      if (searches === 2) open?.();
      return { kind: "held", until };
    };
    const places = await Promise.all(Array.from({ length: folders }, () => temporaryDirectory()));
    const both = [places[0] ?? "", places.at(-1) ?? ""].map(async (place) =>
      ended(deliver(place, server.uri, await written(place, runs))),
    );
    await Promise.all(both);
    expect(server.state.runs.length).toBeGreaterThan(runs.length); // they were in each other's way
    for (const place of places) await deliverHere(place, server.uri);
    await server.stop();
    expect(flaws(server.state, runs)).toEqual([]);
  }
});

test("two outboxes with the same runs, as on two machines: each run is there once", { timeout: 300_000 }, async () => {
  const runs = Array.from({ length: 10 }, (_, n) => cell(n));
  const server = await new FakeMlflow().start();
  server.fault = (n) => ({ kind: "slow", ms: (n * 7) % 23 });
  const folders = await Promise.all([temporaryDirectory(), temporaryDirectory()]);
  await Promise.all(folders.map(async (folder) => ended(deliver(folder, server.uri, await written(folder, runs)))));
  server.fault = () => undefined;
  for (const folder of folders) await ended(deliver(folder, server.uri));
  await server.stop();
  expect(flaws(server.state, runs)).toEqual([]);
});
