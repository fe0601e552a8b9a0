import { existsSync, rmSync } from "node:fs";
import { readFile, readdir, rm, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { keyOf, sha256, type Json } from "@goldilocks/digest";
import { nodeFileSystem, openStore, openUpkeep, type Keep, type LockTimes } from "@goldilocks/store";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Liveness, livenessOf, thisProcess } from "../src/owner.ts";
import { intercepted } from "./fixtures/faults.ts";
import { temporaryDirectory } from "./fixtures/place.ts";
import { bytesOf, resultOf } from "./fixtures/scenario.ts";
import { sealed } from "./fixtures/sealed.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

const key = keyOf("node");
const YEAR = 365 * 86_400_000;
const elsewhere = { machine: "0".repeat(16), host: "elsewhere", boot: "1" };
afterEach(() => {
  vi.useRealTimers();
});

/** Sets the clock of this process; timers go on as before. */
const setClock = (now: number) => vi.useFakeTimers({ toFake: ["Date"], now });

/** A store with the lock of another process in it. */
async function lockedBy(change: Record<string, Json>, locks: LockTimes) {
  const directory = await temporaryDirectory();
  const store = await openStore(directory, { locks });
  const path = join(directory, "locks", key);
  await writeFile(path, sealed({ token: "theirs", owner: { ...thisProcess(), ...change } }));
  return { directory, store, path };
}

const timedOut = { name: "TimeoutError" };

describe("no lock is taken from a living process", () => {
  test.each([
    ["forward by years", 20 * YEAR],
    ["back by years", -20 * YEAR],
    ["to before 1970", -100 * YEAR],
  ])("where the clock jumps %s while it is held", async (_, jump) => {
    const locks = { heartbeat: 10, expires: 40 };
    const directory = await temporaryDirectory();
    const store = await openStore(directory, { locks });
    const lock = await store.lock(key);
    setClock(Date.now() + jump);
    // More than ten times the expiry, so that the heartbeat alone keeps it.
    await expect(store.lock(key, AbortSignal.timeout(800))).rejects.toMatchObject(timedOut);
    const upkeep = await openUpkeep(directory, { locks });
    const collecting = upkeep.collect(() => Promise.resolve(nothing), { dryRun: false, now: Date.now(), onWait });
    await expect(collecting).rejects.toMatchObject({ code: "STORE_BUSY" });
    await lock.release();
    expect(await readdir(join(directory, "locks"))).toEqual([]);
  });

  test("where the clock of both stands still", async () => {
    setClock(Date.now());
    const locks = { heartbeat: 10, expires: 40 };
    const store = await openStore(await temporaryDirectory(), { locks });
    const lock = await store.lock(key);
    await expect(store.lock(key, AbortSignal.timeout(800))).rejects.toMatchObject(timedOut);
    await lock.release();
  });

  test("of another container of this boot and host, where the clock jumped forward since its heartbeat", async () => {
    const { boot } = thisProcess();
    const here = { machine: "0".repeat(16), boot, host: hostname() };
    const { store, directory } = await lockedBy(here, { heartbeat: 10, expires: 20_000 });
    setClock(Date.now() + 20 * YEAR);
    await expect(store.lock(key, AbortSignal.timeout(300))).rejects.toMatchObject(timedOut);
    await openStore(directory);
    expect(await readdir(join(directory, "locks"))).toEqual([key]);
  });

  test("of another machine of the same name that seems to be of an earlier boot, while its heart beats", async () => {
    const namesake = { ...elsewhere, host: hostname() };
    const { store, path } = await lockedBy(namesake, { heartbeat: 100, expires: 20_000 });
    let beat = 1000;
    const heart = setInterval(() => void utimes(path, beat, beat++).catch(() => {}), 20);
    await expect(store.lock(key, AbortSignal.timeout(900))).rejects.toMatchObject(timedOut);
    clearInterval(heart);
  });

  test("where the waiter stood still itself and saw nothing of the heartbeat meanwhile", async () => {
    const { store } = await lockedBy(elsewhere, { heartbeat: 1000, expires: 20_000 });
    const now = vi.spyOn(performance, "now");
    const waiting = store.lock(key, AbortSignal.timeout(400));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const real = performance.timeOrigin;
    now.mockImplementation(() => Date.now() - real + 3_600_000);
    await expect(waiting).rejects.toMatchObject(timedOut);
    now.mockRestore();
  });
});

test("a heartbeat changes the time of a file even where the disk can keep no later one", async () => {
  const path = join(await temporaryDirectory(), "beat");
  await writeFile(path, "");
  setClock(4 * 1000 * YEAR); // beyond what any disk holds
  const times: number[] = [];
  for (let n = 0; n < 4; n++) {
    await nodeFileSystem.touch(path);
    times.push((await stat(path)).mtimeMs);
  }
  expect(times.filter((time, n) => time === times[n - 1])).toEqual([]);
});

const nothing: Keep = { results: new Set(), objects: new Set(), trajectories: new Set(), runs: new Set() };
const waits: number[] = [];
const onWait = (locks: number): void => void waits.push(locks);

describe("garbage collection", () => {
  test("waits for the lock of another machine until it gives a sign of life, and is refused then", async () => {
    const locks = { heartbeat: 10, expires: 20_000 };
    const { directory, path } = await lockedBy(elsewhere, locks);
    const upkeep = await openUpkeep(directory, { locks });
    waits.length = 0;
    const collecting = upkeep.collect(() => Promise.resolve(nothing), { dryRun: false, now: Date.now(), onWait });
    setTimeout(() => void utimes(path, 1000, 1000), 50);
    await expect(collecting).rejects.toMatchObject({ code: "STORE_BUSY" });
    expect(waits).toEqual([1]);
  });

  test.each([0, 20 * YEAR, -20 * YEAR])(
    "goes on when the lock of another machine gave no sign of life for as long as locks last (its time: now and %d ms)",
    async (shift) => {
      const locks = { heartbeat: 10, expires: 100 };
      const { directory, path } = await lockedBy(elsewhere, locks);
      const time = (Date.now() + shift) / 1000;
      await utimes(path, time, time);
      const upkeep = await openUpkeep(directory, { locks });
      await upkeep.collect(() => Promise.resolve(nothing), { dryRun: false, now: Date.now(), onWait });
      expect(await readdir(join(directory, "locks"))).toEqual([]);
    },
  );

  test("waits for no damaged lock whose time lies in the future", async () => {
    const locks = { heartbeat: 10, expires: 100 };
    const { directory, path } = await lockedBy({}, locks);
    await writeFile(path, "");
    await utimes(path, 4e9, 4e9);
    const upkeep = await openUpkeep(directory, { locks });
    await upkeep.collect(() => Promise.resolve(nothing), { dryRun: false, now: Date.now(), onWait });
    expect(await readdir(join(directory, "locks"))).toEqual([]);
  });

  test("removes nothing that a run writes meanwhile, whatever the clock says of its age", async () => {
    const directory = await temporaryDirectory();
    const store = await openStore(directory);
    await store.write(bytesOf("old"));
    const upkeep = await openUpkeep(directory);
    // The clock is so far ahead that everything is old.
    const options = { dryRun: false, now: Date.now() + 100 * YEAR, onWait };
    const collected = await upkeep.collect(async () => {
      await store.write(bytesOf("node"));
      await store.record(resultOf("node"));
      await store.writeRun("run-1", {});
      await store.addPoint(keyOf("trajectory"), 1, key);
      return nothing;
    }, options);
    expect(collected.objects.files).toBe(1);
    expect(await store.result(key)).toBeDefined();
    expect(await store.read(sha256("node"))).toEqual(bytesOf("node"));
    expect([(await store.runs()).length, (await store.points(keyOf("trajectory"))).length]).toEqual([1, 1]);
  });

  test("keeps files whose time lies in the future: a clock that is set back makes everything look so", async () => {
    const directory = await temporaryDirectory();
    const upkeep = await openUpkeep(directory);
    const digest = await upkeep.store.write(bytesOf("x"));
    const path = join(directory, "objects", digest.slice(0, 2), digest);
    await utimes(path, 4e9, 4e9);
    await upkeep.collect(() => Promise.resolve(nothing), { dryRun: false, now: Date.now(), onWait });
    expect(await upkeep.store.read(digest)).toEqual(bytesOf("x"));
  });
});

describe("a temporary file that another machine removes, since its clock jumped", () => {
  test("of an object or a lock is written once more", async () => {
    const directory = await temporaryDirectory();
    await openStore(directory);
    const once = new Set(["rename", "link"]);
    const files = intercepted(nodeFileSystem, ({ name }) => {
      if (once.delete(name)) rmSync(join(directory, "tmp"), { recursive: true });
      return undefined;
    });
    const store = await openStore(directory, { files });
    const digest = await store.write(bytesOf("x"));
    expect(await store.read(digest)).toEqual(bytesOf("x"));
    await (await store.lock(key)).release();
    expect([...once]).toEqual([]);
  });

  test("again and again ends with an error, not never", async () => {
    const directory = await temporaryDirectory();
    await openStore(directory);
    const files = intercepted(nodeFileSystem, ({ name }) => {
      if (name === "rename") rmSync(join(directory, "tmp"), { recursive: true, force: true });
      return undefined;
    });
    const store = await openStore(directory, { files });
    await expect(store.write(bytesOf("x"))).rejects.toMatchObject({ code: "STORE_IO" });
  });
});

describe.each([
  ["with /proc", "/proc"],
  ["with ps alone", "/nowhere"],
])("whether a process lives %s", (_, proc) => {
  const self = thisProcess(proc);
  const liveness = (change: Partial<typeof self>, beat = Date.now()): Liveness =>
    livenessOf({ ...self, ...change }, self, beat, proc);
  const isTold = self.started !== "";

  test("this one lives, and a pid that no process has does not", () => {
    expect([liveness({}), liveness({ pid: 2 ** 22 + 1 })]).toEqual(["alive", "dead"]);
  });

  test.runIf(isTold)("a pid that another process has by now counts as dead, however fresh its heartbeat is", () => {
    expect([liveness({ started: "1" }), liveness({ pid: 1 })]).toEqual(["dead", "dead"]);
  });

  test("whose start is not known counts as alive, unless it gave its last sign before this boot", () => {
    expect([liveness({ started: "" }), liveness({ started: "" }, 1000)]).toEqual(["alive", "of an earlier boot"]);
  });

  test("of another host is unknown, and one of an earlier boot of this host is told by its last sign", () => {
    expect([liveness(elsewhere), liveness(elsewhere, 1000)]).toEqual(["unknown", "unknown"]);
    const earlier = { ...elsewhere, host: self.host };
    expect([liveness(earlier), liveness(earlier, 1000)]).toEqual(["unknown", "of an earlier boot"]);
  });
});

test.runIf(existsSync("/proc/self/stat"))("a temporary file of a pid that another process has is removed", async () => {
  const directory = await temporaryDirectory();
  await openStore(directory);
  const { machine, started } = thisProcess();
  const id = "00000000-0000-4000-8000-000000000000";
  const [reused, own] = [`${machine}-${process.pid}-1-${id}`, `${machine}-${process.pid}-${started}-${id}`];
  for (const name of [reused, own]) await writeFile(join(directory, "tmp", name), "half");
  await openStore(directory);
  expect(await readdir(join(directory, "tmp"))).toEqual([own]);
  await rm(join(directory, "tmp", own));
});

test("a lock from before locks named their boot is read as before", async () => {
  const { pid, started, machine, host } = thisProcess();
  const directory = await temporaryDirectory();
  const store = await openStore(directory);
  const path = join(directory, "locks", key);
  await writeFile(path, sealed({ token: "theirs", owner: { pid, started, machine, host } }));
  await expect(store.lock(key, AbortSignal.timeout(100))).rejects.toMatchObject(timedOut);
  expect(JSON.parse(await readFile(path, "utf8")).value.token).toBe("theirs");
  await unlink(path);
});
