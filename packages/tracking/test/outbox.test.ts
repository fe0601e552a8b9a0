import { copyFile, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MlflowClient } from "@goldilocks/mlflow-client";
import {
  nodeOutboxFiles,
  openTracking,
  type OutboxFiles,
  type TrackedRun,
  type TrackingProblem,
} from "@goldilocks/tracking";
import { expect, test } from "vitest";
import { batchParts, pack, readHead, readState } from "../src/batch-file.ts";
import { sha256 } from "../src/state.ts";
import { FakeMlflow } from "./fixtures/fake-mlflow.ts";
import { cell, flaws, noObjects, temporaryDirectory } from "./fixtures/runs.ts";

const cells = (count: number, points = 5): TrackedRun[] => Array.from({ length: count }, (_, n) => cell(n, {}, points));

function open(directory: string, files: OutboxFiles = nodeOutboxFiles, uri?: string) {
  const problems: TrackingProblem[] = [];
  const client = uri === undefined ? undefined : new MlflowClient({ uri });
  const tracking = openTracking({
    directory,
    files,
    readObject: noObjects,
    onProblem: (found) => problems.push(found),
    ...(client === undefined ? {} : { server: { client } }),
  });
  return { tracking, problems };
}

const batches = async (directory: string): Promise<string[]> =>
  (await readdir(join(directory, "outbox"))).map((name) => join(directory, "outbox", name));

/** What of an outbox arrives at a server. */
async function arriving(directory: string) {
  const server = await new FakeMlflow().start();
  const { tracking, problems } = open(directory, nodeOutboxFiles, server.uri);
  const report = await tracking.sync();
  await tracking.close();
  await server.stop();
  return { state: server.state, report, codes: problems.map(({ code }) => code) };
}

test("whatever bit is flipped, all states but at most the damaged file's arrive, and it is told", async () => {
  const directory = await temporaryDirectory();
  await open(directory).tracking.put(cell(0));
  await open(directory).tracking.put(cells(4).slice(1));
  const [first, second] = (await batches(directory)) as [string, string];
  const target = (await stat(first)).size > (await stat(second)).size ? first : second;
  const whole = await readFile(target);
  const head = 96 + Number(whole.toString("latin1", 20, 30));
  for (let at = 0; at < whole.length; at += 37) {
    const copy = await temporaryDirectory();
    await open(copy).tracking.put(cell(0));
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    await writeFile(join(copy, "outbox", "copy.runs"), bytes);
    const { state, codes, report } = await arriving(copy);
    // In the head it costs the file, elsewhere one state.
    expect(state.runs.length).toBe(at < head ? 1 : 3);
    expect(codes).toEqual(["TRACKING_DAMAGED"]);
    expect(report.waiting).toBe(0);
    expect(flaws(state, [cell(0)])).toEqual([]);
    expect((await readdir(join(copy, "quarantine"))).length).toBe(1);
    // Put again, it is whole again.
    await open(copy).tracking.put(cells(4));
    expect((await open(copy).tracking.runs()).length).toBe(4);
  }
});

test("a file that was cut, at any length, stops none of the others", async () => {
  const directory = await temporaryDirectory();
  await open(directory).tracking.put(cells(3));
  const [whole] = (await batches(directory)) as [string];
  const { size } = await stat(whole);
  for (let length = 0; length < size; length += 173) {
    const copy = await temporaryDirectory();
    await open(copy).tracking.put(cell(7));
    const cut = join(copy, "outbox", "cut.runs");
    await copyFile(whole, cut);
    await truncate(cut, length);
    const { state, codes } = await arriving(copy);
    expect(codes).toEqual(["TRACKING_DAMAGED"]);
    expect(flaws(state, [cell(7)])).toEqual([]);
  }
});

/** Makes the states of a batch file those of a later version. */
async function makeNewer(path: string): Promise<void> {
  const states = (readHead(nodeOutboxFiles, path, "") ?? []).map((entry) => {
    const text = readState(nodeOutboxFiles, path, entry)?.replace("[1,", "[2,") ?? "";
    return { entry: { ...entry, digest: sha256(text) }, packed: pack(text) };
  });
  await writeFile(path, Buffer.concat(batchParts(states)));
}

test("a state that a later version wrote stays where it is, is told, and holds up no other", async () => {
  const directory = await temporaryDirectory();
  await open(directory).tracking.put(cell(0));
  const [newer] = (await batches(directory)) as [string];
  await makeNewer(newer);
  const bytes = await readFile(newer);
  await open(directory).tracking.put(cells(3).slice(1));
  const { state, report, codes } = await arriving(directory);
  expect(report).toMatchObject({ delivered: 2, waiting: 1, problem: { code: "TRACKING_OUTBOX" } });
  expect(codes).toEqual(["TRACKING_OUTBOX"]);
  expect(flaws(state, cells(3).slice(1))).toEqual([]);
  expect(await readFile(newer)).toEqual(bytes);
});

test("a damaged ledger makes deliveries happen again, which changes nothing", async () => {
  const directory = await temporaryDirectory();
  const server = await new FakeMlflow().start();
  const { tracking } = open(directory, nodeOutboxFiles, server.uri);
  await tracking.put(cells(3));
  await tracking.sync();
  const [name] = await readdir(join(directory, "servers"));
  const ledger = join(directory, "servers", name ?? "", "ledger.jsonl");
  const whole = await readFile(ledger);
  for (let at = 0; at < whole.length; at += 91) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 4;
    await writeFile(ledger, at % 2 === 0 ? bytes : whole.subarray(0, at));
    const again = open(directory, nodeOutboxFiles, server.uri).tracking;
    await again.put(cell(1, { status: at % 4 < 2 ? "FAILED" : "FINISHED" }));
    expect(await again.sync()).toMatchObject({ waiting: 0 });
    await again.close();
  }
  await server.stop();
  expect(flaws(server.state, [cell(0), cell(2)])).toEqual([]);
  expect(server.state.runs.filter(({ deleted }) => !deleted).length).toBe(3);
});

test("a full disk ends no run; what was not kept is kept when there is room", async () => {
  const directory = await temporaryDirectory();
  let full = true;
  const files: OutboxFiles = {
    ...nodeOutboxFiles,
    write: (path, parts) =>
      full
        ? Promise.reject(Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }))
        : nodeOutboxFiles.write(path, parts),
  };
  const { tracking, problems } = open(directory, files);
  await tracking.put(cells(2));
  await tracking.put(cell(2));
  expect(problems.map(({ code }) => code)).toEqual(["TRACKING_OUTBOX"]);
  full = false;
  await tracking.put(cell(3));
  expect((await open(directory).tracking.runs()).length).toBe(4);
});

test("a folder that cannot be read ends no run", async () => {
  const files: OutboxFiles = {
    ...nodeOutboxFiles,
    list: () => {
      throw Object.assign(new Error("EACCES"), { code: "EACCES" });
    },
  };
  const { tracking, problems } = open(await temporaryDirectory(), files);
  await tracking.put(cell(0));
  expect(await tracking.known(cell(0).runKey)).toBeUndefined();
  expect(await tracking.settle({ patience: 100 })).toEqual({ delivered: 0, waiting: 0 });
  expect(problems.map(({ code }) => code)).toEqual(["TRACKING_OUTBOX"]);
  await expect(tracking.needed()).rejects.toThrow("EACCES");
});

test("a disk that fails while the sender works ends no process, and the sender goes on when it is well", async () => {
  const server = await new FakeMlflow().start();
  let broken = false;
  const check = (): void => {
    if (broken) throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" });
  };
  const files: OutboxFiles = {
    ...nodeOutboxFiles,
    list: (folder) => (check(), nodeOutboxFiles.list(folder)),
    size: (path) => (check(), nodeOutboxFiles.size(path)),
  };
  const { tracking, problems } = open(await temporaryDirectory(), files, server.uri);
  await tracking.put(cell(0));
  broken = true;
  // Longer than the sender gathers states; a rejection that nobody awaits would fail this test.
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(problems.map(({ code }) => code)).toEqual(["TRACKING_OUTBOX"]);
  broken = false;
  expect(await tracking.sync()).toEqual({ delivered: 1, waiting: 0 });
  await tracking.close();
  await server.stop();
});

test("a write that failed keeps no later one from the disk", async () => {
  const directory = await temporaryDirectory();
  let looks = 0;
  const files: OutboxFiles = {
    ...nodeOutboxFiles,
    list: (folder) => {
      // The second look is the one before the first write.
      if (++looks === 2) throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" });
      return nodeOutboxFiles.list(folder);
    },
  };
  const { tracking, problems } = open(directory, files);
  await tracking.put(cell(0));
  expect(problems.map(({ code }) => code)).toEqual(["TRACKING_OUTBOX"]);
  await tracking.put(cell(1));
  expect((await open(directory).tracking.runs()).length).toBe(2);
});

test.each(["EACCES", "EMFILE"])("a file that cannot be opened (%s) is not damaged, and stays", async (code) => {
  const directory = await temporaryDirectory();
  await open(directory).tracking.put(cell(0));
  let closed = true;
  const files: OutboxFiles = {
    ...nodeOutboxFiles,
    read: (...given) => {
      if (closed) throw Object.assign(new Error(code), { code });
      return nodeOutboxFiles.read(...given);
    },
  };
  const { tracking, problems } = open(directory, files);
  expect(await tracking.runs()).toEqual([]);
  await expect(tracking.needed()).rejects.toThrow(code);
  expect(problems.map((one) => one.code)).toEqual(["TRACKING_OUTBOX"]);
  closed = false;
  expect((await tracking.runs()).length).toBe(1);
});

test("the newest state of a run counts, also when several processes put, and old files are put together", async () => {
  const directory = await temporaryDirectory();
  const [one, two] = [open(directory).tracking, open(directory).tracking];
  for (let n = 0; n < 40; n++) {
    await (n % 2 === 0 ? one : two).put(cell(n % 5, { status: "RUNNING", ended: null, name: `state ${n}` }));
  }
  await Promise.all(cells(5).map((run) => one.put(run)));
  expect((await two.runs()).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "FINISHED"));
  const before = (await batches(directory)).length;
  expect(before).toBeLessThan(45); // those that were put at once share a file
  const { state, report } = await arriving(directory);
  expect(report).toEqual({ delivered: 5, waiting: 0 });
  expect(flaws(state, cells(5))).toEqual([]);
  expect((await batches(directory)).length).toBe(1);
  expect((await one.runs()).length).toBe(5);
  await one.put(cells(5));
  expect((await batches(directory)).length).toBe(1);
});

test("points that are no numbers are left out and told; long values are cut and say so", async () => {
  const directory = await temporaryDirectory();
  const { tracking, problems } = open(directory);
  const metrics = [Number.NaN, Number.POSITIVE_INFINITY, 1].map((value, step) => ({
    key: "a",
    value,
    step,
    timestamp: 1,
  }));
  await tracking.put(cell(0, { metrics, tags: { long: "x".repeat(9000) }, params: { p: "é".repeat(7000) } }));
  expect(problems.map(({ code }) => code)).toEqual(["TRACKING_INVALID"]);
  const { state } = await arriving(directory);
  expect([...(state.runs[0]?.points.values() ?? [])].map(({ value }) => value)).toEqual([1]);
  expect(state.runs[0]?.tags.get("long")).toMatch(/^x+ … \(9000 characters, sha256 [0-9a-f]{16}\)$/u);
  expect(state.runs[0]?.params.get("p")?.length).toBe(6000);
});

const time = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

test("keeping three hundred cells takes a moment, and keeping them again next to nothing", async () => {
  const directory = await temporaryDirectory();
  const runs = cells(300, 200);
  const { tracking } = open(directory);
  const first = await time(() => tracking.put(runs));
  await open(directory).tracking.put(runs);
  const known = await time(() => open(directory).tracking.known(runs[0]?.runKey ?? ""));
  expect((await batches(directory)).length).toBe(1);
  // Generous: machines may be busy. One by one, with two syncs each, it would be seconds.
  expect(first).toBeLessThan(3000);
  expect(known).toBeLessThan(300);
});

test("ten thousand cells are no trouble", async () => {
  const directory = await temporaryDirectory();
  const runs = cells(10_000, 20);
  const { tracking } = open(directory);
  await Promise.all(runs.map((run) => tracking.put(run)));
  expect((await batches(directory)).length).toBeLessThan(5);
  const fresh = open(directory).tracking;
  expect(await fresh.known(runs[9999]?.runKey ?? "")).toMatchObject({ status: "FINISHED" });
  expect((await fresh.runs()).length).toBe(10_000);
});
