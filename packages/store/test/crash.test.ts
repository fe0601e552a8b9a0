import { keyOf, sha256 } from "@goldilocks/digest";
import { type FileSystem, openStore, StoreError, type DamageReport } from "@goldilocks/store";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { Crash, harmless, intercepted, osError, type Operation } from "./fixtures/faults.ts";
import { memoryFileSystem, type MemoryFileSystem } from "./fixtures/memory-file-system.ts";
import { after, earlier, empty, steps, viewOf, type View } from "./fixtures/scenario.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

// A simulated crash leaves locks whose holder, this process, lives on: they must expire soon.
const locks = { heartbeat: 1000, expires: 2 };
const directory = "/workspace/.goldilocks";

const open = (files: FileSystem, onDamage?: (report: DamageReport) => void) =>
  openStore(directory, { files, locks, ...(onDamage ? { onDamage } : {}) });

async function prepared(): Promise<MemoryFileSystem> {
  const disk = memoryFileSystem();
  await disk.makeDirectory("/workspace");
  await disk.syncDirectory("/");
  const store = await open(disk);
  for (const { act } of earlier) await act(store);
  return disk;
}

const start = after(empty, earlier);

/** Runs the steps until one fails; returns how many were done, and what stopped the next. */
async function attempt(files: FileSystem): Promise<{ done: number; error: unknown }> {
  let done = -1; // opening
  try {
    const store = await open(files);
    for (done = 0; done < steps.length; done++) await steps[done]?.act(store);
    return { done, error: undefined };
  } catch (error) {
    return { done: Math.max(0, done), error };
  }
}

interface Found {
  /** What is seen, if it is neither the state before the step that was begun nor the state after it. */
  readonly partial: View | undefined;
  /** What is seen after all steps were done again. */
  readonly end: View;
  readonly damage: readonly DamageReport[];
}

/** What is found when the store is reopened after `done` steps. */
async function reopened(disk: FileSystem, done: number): Promise<Found> {
  const damage: DamageReport[] = [];
  const store = await open(disk, (report) => damage.push(report));
  const view = await viewOf(store);
  const whole = [done, done + 1].map((count) => after(start, steps.slice(0, count)));
  const partial = whole.some((one) => isDeepStrictEqual(one, view)) ? undefined : view;
  for (const { act } of steps) await act(store);
  return { partial, end: await viewOf(store), damage };
}

const sound: Found = { partial: undefined, end: after(start, steps), damage: [] };

async function operationsOf(files: FileSystem): Promise<Operation[]> {
  const operations: Operation[] = [];
  await attempt(intercepted(files, (operation) => void operations.push(operation)));
  return operations;
}

const crashAt =
  (at: number, torn?: number) =>
  ({ index, name }: Operation): number | undefined => {
    if (index === at && name === "write" && torn !== undefined) return torn;
    if (index >= at) throw new Crash();
    return undefined;
  };

test("a crash before any operation leaves every earlier result and no partial one", async () => {
  const operations = await operationsOf(await prepared());
  expect(operations.length).toBeGreaterThan(60);
  for (const { index } of operations) {
    const disk = await prepared();
    const { done, error } = await attempt(intercepted(disk, crashAt(index)));
    expect(error).toBeDefined();
    expect(await reopened(disk, done)).toEqual(sound);
  }
});

test("a crash in the middle of any write leaves every earlier result and no partial one", async () => {
  const writes = (await operationsOf(await prepared())).filter(({ name }) => name === "write");
  for (const { index } of writes) {
    for (const torn of [0, 1, 40]) {
      const disk = await prepared();
      const { done } = await attempt(intercepted(disk, crashAt(index, torn)));
      expect(await reopened(disk, done)).toEqual(sound);
    }
  }
});

test("a crash while a store is made leaves a directory in which one can be made", async () => {
  const { length } = await operationsOf(memoryFileSystem());
  for (let at = 0; at < length; at++) {
    const disk = memoryFileSystem();
    await attempt(intercepted(disk, crashAt(at)));
    const { error } = await attempt(disk);
    expect(error).toBeUndefined();
    expect(await viewOf(await open(disk))).toEqual(after(empty, steps));
  }
});

test("a power cut at any moment keeps what was finished, whatever the disk had not written yet", async () => {
  const { length } = await operationsOf(await prepared());
  await fc.assert(
    fc.asyncProperty(fc.nat(length), fc.infiniteStream(fc.boolean()), async (at, coins) => {
      const disk = await prepared();
      const { done } = await attempt(intercepted(disk, crashAt(at)));
      disk.powerCut(() => coins.next().value === true);
      expect(await reopened(disk, done)).toEqual(sound);
    }),
    { numRuns: 150 },
  );
});

test("a power cut that loses everything that was not synced keeps what was finished", async () => {
  const { length } = await operationsOf(await prepared());
  for (let at = 0; at <= length; at++) {
    const disk = await prepared();
    const { done } = await attempt(intercepted(disk, crashAt(at)));
    disk.powerCut(() => false);
    expect(await reopened(disk, done)).toEqual(sound);
  }
});

test("a disk that is full at any operation is STORE_FULL, leaves nothing half-written, and space can be made", async () => {
  for (const { index, name } of await operationsOf(await prepared())) {
    if (harmless.has(name) && name !== "sync") continue;
    const disk = await prepared();
    const full = intercepted(disk, (operation) => {
      if (operation.index === index) throw osError("ENOSPC");
      return undefined;
    });
    const { done, error } = await attempt(full);
    const code = error instanceof StoreError ? error.code : error;
    expect([undefined, "STORE_FULL"]).toContain(code);
    expect(await reopened(disk, done)).toEqual(sound);
    // What could not be removed at that moment is removed later; everything else is gone at once.
    const left = [...disk.files().keys()].filter((path) => path.includes("/tmp/"));
    expect(left.length).toBeLessThanOrEqual(name === "remove" ? 1 : 0);
  }
});

test.each([
  ["EROFS", "STORE_READ_ONLY"],
  ["EACCES", "STORE_PERMISSION"],
  ["EDQUOT", "STORE_FULL"],
  ["EIO", "STORE_IO"],
])("a disk that answers every change with %s from some moment on is %s with a hint", async (code, expected) => {
  const operations = await operationsOf(await prepared());
  for (const { index } of operations.filter(({ name }) => !harmless.has(name))) {
    const disk = await prepared();
    const broken = intercepted(disk, (operation) => {
      if (operation.index >= index && !harmless.has(operation.name)) throw osError(code);
      return undefined;
    });
    const { done, error } = await attempt(broken);
    if (!(error instanceof StoreError)) throw error;
    expect(error.code).toBe(expected);
    expect(error.issues[0]?.hint).toBeTruthy();
    expect(await reopened(disk, done)).toEqual(sound);
  }
});

test("a store on a read-only disk can be read", async () => {
  const disk = await prepared();
  const readOnly = intercepted(disk, ({ name }) => {
    if (!harmless.has(name)) throw osError("EROFS");
    return undefined;
  });
  const store = await open(readOnly);
  expect(await viewOf(store)).toEqual(start);
  await expect(store.writeRun("run-2", {})).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
});

test("an object costs two syncs, and so does a record, once their directories exist", async () => {
  const disk = await prepared();
  const operations: Operation[] = [];
  const store = await open(intercepted(disk, (operation) => void operations.push(operation)));
  await disk.makeDirectory(`${directory}/objects/${sha256("first").slice(0, 2)}`);
  await disk.makeDirectory(`${directory}/results/${keyOf("first").slice(0, 2)}`);
  const syncs = () => operations.splice(0).filter(({ name }) => name.startsWith("sync")).length;
  syncs();
  const [, object, record] = steps;
  await object?.act(store);
  expect(syncs()).toBe(2);
  await record?.act(store);
  expect(syncs()).toBe(2);
  await object?.act(store);
  expect(operations.map(({ name }) => name)).toEqual(["read"]);
});
