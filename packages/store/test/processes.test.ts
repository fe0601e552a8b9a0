import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keyOf, sha256 } from "@goldilocks/digest";
import { openStore, type DamageReport } from "@goldilocks/store";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./fixtures/place.ts";
import { ended, spawnFixture } from "./fixtures/spawn.ts";

const key = keyOf("node");
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a lock waits for another process, and is free at once when that is killed", { timeout: 60_000 }, async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(directory);
  const holder = spawnFixture("hold", directory, key);
  await once(holder.stdout, "data");
  await expect(store.lock(key, AbortSignal.timeout(300))).rejects.toMatchObject({
    name: "TimeoutError",
  });
  const waiting = store.lock(key);
  holder.kill("SIGKILL");
  await ended(holder);
  const start = performance.now();
  await (await waiting).release();
  expect(performance.now() - start).toBeLessThan(2000);
});

test("of many processes one at a time holds a lock, also when holders are killed", { timeout: 120_000 }, async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, "count");
  await writeFile(file, "");
  const turns = 12;
  const children = Array.from({ length: 8 }, (_, i) =>
    spawnFixture("contend", directory, key, file, String(turns), i % 2 === 0 ? "die" : "live"),
  );
  const ends = await Promise.all(children.map((child) => ended(child)));
  expect(ends).toEqual(children.map((_, i) => (i % 2 === 0 ? "SIGKILL" : 0)));
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  expect(lines.length).toBe(children.length * turns);
  await (await (await openStore(directory)).lock(key)).release();
  expect((await readdir(join(directory, "locks"))).filter((name) => name === key)).toEqual([]);
});

test("many processes that see the same dead holder take over one after the other", { timeout: 120_000 }, async () => {
  for (let round = 0; round < 5; round++) {
    const directory = await temporaryDirectory();
    const file = join(directory, "count");
    await writeFile(file, "");
    const holder = spawnFixture("hold", directory, key);
    await once(holder.stdout, "data");
    const waiters = Array.from({ length: 6 }, () => spawnFixture("contend", directory, key, file, "1", "live"));
    await sleep(300);
    holder.kill("SIGKILL");
    expect(await Promise.all(waiters.map((child) => ended(child)))).toEqual(waiters.map(() => 0));
    expect((await readFile(file, "utf8")).trim().split("\n").length).toBe(waiters.length);
  }
});

test(
  "a process that stood still for longer than its lock lasts takes nothing from the next holder",
  {
    timeout: 60_000,
  },
  async () => {
    const directory = await temporaryDirectory();
    const store = await openStore(directory, { locks: { heartbeat: 20, expires: 60 } });
    const holder = spawnFixture("robbed", directory, key);
    await once(holder.stdout, "data");
    holder.kill("SIGSTOP");
    const next = await store.lock(key);
    const before = await readFile(join(directory, "locks", key), "utf8");
    const said = once(holder.stdout, "data");
    holder.kill("SIGCONT");
    await said;
    expect(await readFile(join(directory, "locks", key), "utf8")).toBe(before);
    expect(await ended(holder)).toBe(0);
    await next.release();
    expect(await readdir(join(directory, "locks"))).toEqual([]);
    const result = await store.result(keyOf("robbed"));
    expect(result?.outputs["text"]?.digest).toBe(sha256("the same"));
  },
);

test("kill -9 in the middle of writing loses nothing that was finished", { timeout: 120_000 }, async () => {
  const directory = await temporaryDirectory();
  let done = -1;
  for (let round = 0; round < 12; round++) {
    const writer = spawnFixture("write", directory, String(done + 1));
    writer.stdout.setEncoding("utf8").on("data", (text: string) => {
      done = Math.max(done, ...text.trim().split("\n").map(Number));
    });
    await once(writer.stdout, "data");
    await sleep(Math.random() * 60);
    writer.kill("SIGKILL");
    await once(writer, "close");
  }
  const damage: DamageReport[] = [];
  const store = await openStore(directory, { onDamage: (report) => damage.push(report) });
  const points = await store.points(keyOf("trajectory"));
  for (let n = 0; n <= done; n++) {
    const result = await store.result(keyOf(n));
    const digest = sha256(new Uint8Array(300_000).fill(n));
    expect(result).toMatchObject({
      key: keyOf(n),
      outputs: { state: { digest } },
      values: { n },
    });
    expect(sha256(await store.read(digest))).toBe(digest);
    expect(points[n]).toEqual({ step: n, key: keyOf(n) });
    await (await store.lock(keyOf(n))).release();
  }
  expect((await store.checkpoint(keyOf("trajectory")))?.step).toBeGreaterThanOrEqual(done);
  expect(damage).toEqual([]);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
});
