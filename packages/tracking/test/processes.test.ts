import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MlflowClient } from "@goldilocks/mlflow-client";
import { openTracking, type SyncReport, type TrackedRun } from "@goldilocks/tracking";
import { expect, test } from "vitest";
import { FakeMlflow } from "./fixtures/fake-mlflow.ts";
import { cell, flaws, noObjects, temporaryDirectory, textArtifact } from "./fixtures/runs.ts";

/** A process that puts and delivers. The compiled package: a child has no test runner around it. */
function deliver(directory: string, uri: string, states?: string): ChildProcess {
  const script = join(import.meta.dirname, "fixtures", "deliver.mjs");
  return spawn(process.execPath, [script, directory, uri, ...(states === undefined ? [] : [states])], {
    stdio: ["ignore", "pipe", "inherit"],
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
