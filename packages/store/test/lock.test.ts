import { readFile, readdir, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { keyOf, type Json } from "@goldilocks/digest";
import { nodeFileSystem, openStore, type LockTimes } from "@goldilocks/store";
import { describe, expect, test, vi } from "vitest";
import { intercepted, osError } from "./fixtures/faults.ts";
import { temporaryDirectory } from "./fixtures/place.ts";
import { sealed } from "./fixtures/sealed.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

const key = keyOf("node");
const times = { heartbeat: 10, expires: 250 };
const patient = { heartbeat: 10, expires: 20_000 };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a lock that this process takes says of its owner. */
async function ownOwner(): Promise<Record<string, Json>> {
  const directory = await temporaryDirectory();
  await (await openStore(directory)).lock(key);
  return JSON.parse(await readFile(join(directory, "locks", key), "utf8")).value.owner;
}

async function withLockFile(content: string, locks: LockTimes = times) {
  const directory = await temporaryDirectory();
  const store = await openStore(directory, { locks });
  const file = join(directory, "locks", key);
  await writeFile(file, content);
  return { directory, file, store };
}

const ownedBy = async (change: Record<string, Json>, locks: LockTimes = times) =>
  withLockFile(sealed({ token: "theirs", owner: { ...(await ownOwner()), ...change } }), locks);

/** How long it takes to get the lock, in milliseconds. */
async function wait(store: Awaited<ReturnType<typeof openStore>>): Promise<number> {
  const start = performance.now();
  await (await store.lock(key)).release();
  return performance.now() - start;
}

test("a lock waits for the one that this process holds, in the same store or another", async () => {
  const directory = await temporaryDirectory();
  const [a, b] = [await openStore(directory), await openStore(directory)];
  const order: string[] = [];
  const first = await a.lock(key);
  const take = async (name: string, store: typeof a) => {
    const lock = await store.lock(key);
    order.push(name);
    await sleep(10);
    order.push(name);
    await lock.release();
  };
  const waiting = [take("a", a), take("b", b), take("c", b)];
  await sleep(50);
  expect(order).toEqual([]);
  await first.release();
  await first.release();
  await Promise.all(waiting);
  expect([order[0], order[2], order[4]].toSorted()).toEqual(["a", "b", "c"]);
  expect([order[0], order[2], order[4]]).toEqual([order[1], order[3], order[5]]);
  expect(await readdir(join(directory, "locks"))).toEqual([]);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
});

test("locks of two keys do not wait for each other", async () => {
  const store = await openStore(await temporaryDirectory());
  const held = await store.lock(key);
  const other = await store.lock(keyOf("other"), AbortSignal.timeout(1000));
  await expect(store.lock(key, AbortSignal.timeout(20))).rejects.toMatchObject({
    name: "TimeoutError",
  });
  await Promise.all([held.release(), other.release()]);
});

describe("a wait that is aborted rejects with the reason", () => {
  test("before it begins", async () => {
    const store = await openStore(await temporaryDirectory());
    await expect(store.lock(key, AbortSignal.abort("stop"))).rejects.toBe("stop");
    expect(await wait(store)).toBeLessThan(1000);
  });

  test("while it lasts, and takes nothing", async () => {
    const store = await openStore(await temporaryDirectory());
    const held = await store.lock(key);
    const stop = new AbortController();
    const waiting = store.lock(key, stop.signal);
    setTimeout(() => stop.abort("stop"), 20);
    await expect(waiting).rejects.toBe("stop");
    await held.release();
    expect(await wait(store)).toBeLessThan(1000);
  });
});

test("the lock of a dead process is taken over at once", async () => {
  const { store } = await ownedBy({ pid: 2 ** 22 + 1 }, patient); // beyond Linux's largest
  expect(await wait(store)).toBeLessThan(patient.expires / 2);
});

test.runIf(process.platform === "linux")("a pid that was given to another process is noticed", async () => {
  const { store } = await ownedBy({ pid: process.pid, started: "1" }, patient);
  expect(await wait(store)).toBeLessThan(patient.expires / 2);
});

test("the lock of an earlier boot of this host is taken over at once", async () => {
  const { store, file } = await ownedBy({ machine: "0".repeat(16), boot: "1", host: hostname() }, patient);
  await utimes(file, 1000, 1000);
  expect(await wait(store)).toBeLessThan(patient.expires / 2);
});

test("the lock of another host expires when its heartbeat has stopped", async () => {
  const { store } = await ownedBy({ machine: "0".repeat(16), host: "elsewhere" });
  expect(await wait(store)).toBeGreaterThanOrEqual(times.expires - 1);
});

test("the lock of another host lasts while its heart beats, however wrong its clock is", async () => {
  const { store, file } = await ownedBy({ machine: "0".repeat(16), host: "elsewhere" });
  let beat = 1000;
  const heart = setInterval(() => void utimes(file, beat, beat++), 10);
  const waiting = wait(store);
  await sleep(4 * times.expires);
  clearInterval(heart);
  expect(await waiting).toBeGreaterThan(4 * times.expires);
});

test("a process that lives but lost its thread is waited for ten times as long", async () => {
  const { store } = await ownedBy({});
  expect(await wait(store)).toBeGreaterThanOrEqual(10 * times.expires - 1);
});

test.each(["", "{}", "null", sealed({ token: "x" }).slice(1), sealed({ token: "x", owner: {} })])(
  "a lock file that says %j expires",
  async (content) => {
    const { store, directory } = await withLockFile(content);
    expect(await wait(store)).toBeLessThan(20 * times.expires);
    expect(await readdir(join(directory, "locks"))).toEqual([]);
  },
);

test("a holder shows that it lives, and its lock outlasts the expiry", async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(directory, { locks: { heartbeat: 10, expires: 30 } });
  const lock = await store.lock(key);
  const stop = AbortSignal.timeout(800); // more than ten times the expiry
  await expect(store.lock(key, stop)).rejects.toMatchObject({ name: "TimeoutError" });
  await lock.release();
});

test("a holder that was presumed dead does not remove the lock of the next", async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(directory, { locks: { heartbeat: 1e6, expires: 5 } });
  const robbed = await store.lock(key);
  const next = await store.lock(key);
  const content = await readFile(join(directory, "locks", key), "utf8");
  await robbed.release();
  expect(await readFile(join(directory, "locks", key), "utf8")).toBe(content);
  await next.release();
  expect(await readdir(join(directory, "locks"))).toEqual([]);
});

test("locks of dead processes whose key nobody asks for are cleared when the store is opened", async () => {
  const { directory } = await ownedBy({ pid: 2 ** 22 + 1 });
  expect(await readdir(join(directory, "locks"))).toEqual([key]);
  await openStore(directory, { locks: times });
  expect(await readdir(join(directory, "locks"))).toEqual([]);
});

test("a file system without hard links has locks too", async () => {
  const files = intercepted(nodeFileSystem, ({ name }) => {
    if (name === "link") throw osError("EPERM");
    return undefined;
  });
  const store = await openStore(await temporaryDirectory(), { files });
  const held = await store.lock(key);
  await expect(store.lock(key, AbortSignal.timeout(50))).rejects.toBeDefined();
  await held.release();
  expect(await wait(store)).toBeLessThan(1000);
});
