import { keyOf } from "@goldilocks/digest";
import { type FileSystem, type Migration, type MigrationReport, nodeFileSystem, openStore } from "@goldilocks/store";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { migrations as own } from "../src/migrations.ts";
import { Crash, harmless, intercepted, osError, type Operation } from "./fixtures/faults.ts";
import { memoryFileSystem, type MemoryFileSystem } from "./fixtures/memory-file-system.ts";
import { temporaryDirectory } from "./fixtures/place.ts";
import { after, earlier, empty, steps, viewOf } from "./fixtures/scenario.ts";
import { sealed } from "./fixtures/sealed.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

const locks = { heartbeat: 1000, expires: 2 };
const directory = "/workspace/.goldilocks";

/** Version 2 keeps a note beside every object; one that is there stays. Counts how often it began. */
const notes: Migration & { began: number } = {
  began: 0,
  to: 2,
  migrate: async ({ directory: at, files, replace }) => {
    notes.began += 1;
    for (const fan of await files.list(join(at, "objects"))) {
      for (const name of await files.list(join(at, "objects", fan))) {
        if (name.endsWith(".note")) continue;
        await replace(join(at, "objects", fan, `${name}.note`), new TextEncoder().encode("noted"));
      }
    }
  },
};

/** Version 3 moves all runs, which nothing reads in these tests, into a folder of their own. */
const moved: Migration = {
  to: 3,
  migrate: async ({ directory: at, files, replace }) => {
    await files.makeDirectory(join(at, "history"));
    await files.syncDirectory(at);
    for (const name of await files.list(join(at, "runs"))) {
      await replace(join(at, "history", name), await files.read(join(at, "runs", name)));
      await files.remove(join(at, "runs", name));
    }
    await files.syncDirectory(join(at, "runs"));
  },
};

const migrations = [notes, moved];

const open = (files: FileSystem, known: readonly Migration[] = migrations, reports: MigrationReport[] = []) =>
  openStore(directory, { files, locks, migrations: known, onMigrate: (report) => reports.push(report) });

/** A store of version 1, as the first program leaves it. */
async function first(): Promise<MemoryFileSystem> {
  const disk = memoryFileSystem();
  await disk.makeDirectory("/workspace");
  await disk.syncDirectory("/");
  const store = await open(disk, []);
  for (const { act } of [...earlier, ...steps]) await act(store);
  return disk;
}

const start = { ...after(empty, [...earlier, ...steps]), runs: [] };

/** What lies in a store, but for files that are nobody's any more. */
const contents = (disk: MemoryFileSystem): ReadonlyMap<string, string> =>
  new Map(
    [...disk.files()]
      .filter(([path]) => !/\/(?:tmp|locks)\//u.test(path))
      .map(([path, bytes]): [string, string] => [path, new TextDecoder().decode(bytes)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

const manifestOf = (disk: MemoryFileSystem): string | undefined => contents(disk).get(`${directory}/store.json`);

async function migrated(): Promise<ReadonlyMap<string, string>> {
  const disk = await first();
  await open(disk);
  return contents(disk);
}

const crashAt =
  (at: number, torn?: number) =>
  ({ index, name }: Operation): number | undefined => {
    if (index === at && name === "write" && torn !== undefined) return torn;
    if (index >= at) throw new Crash();
    return undefined;
  };

const operationsOf = async (): Promise<readonly Operation[]> => {
  const operations: Operation[] = [];
  await open(intercepted(await first(), (operation) => void operations.push(operation)));
  return operations;
};

test("the program's own migrations lead from version 1 without a gap", () => {
  expect(own.map(({ to }) => to)).toEqual(own.map((_, index) => index + 2));
});

test("an older store is brought to the newest version when it is opened, is told once, and keeps what it has", async () => {
  const disk = await first();
  const reports: MigrationReport[] = [];
  const store = await open(disk, migrations, reports);
  expect(reports).toEqual([{ directory, from: 1, to: 3 }]);
  expect(manifestOf(disk)).toBe(sealed({ schema: 3 }));
  expect(await viewOf(store)).toEqual(start);
  expect([...contents(disk).keys()].filter((path) => path.includes("/history/"))).toHaveLength(1);
  await open(disk, migrations, reports);
  expect(reports).toHaveLength(1);
});

test("a new store is of the newest version, and no migration touches it", async () => {
  const disk = memoryFileSystem();
  const before = notes.began;
  await open(disk);
  expect(manifestOf(disk)).toBe(sealed({ schema: 3 }));
  expect(notes.began).toBe(before);
});

test("a migration that is killed before any operation is gone on with, to the same store", async () => {
  const whole = await migrated();
  const operations = await operationsOf();
  expect(operations.length).toBeGreaterThan(40);
  for (const { index } of operations) {
    const disk = await first();
    await open(intercepted(disk, crashAt(index))).catch(() => {});
    expect(await viewOf(await open(disk))).toEqual(start);
    expect(contents(disk)).toEqual(whole);
  }
});

test("a migration that is killed within a write, or by a power cut, is gone on with", async () => {
  const whole = await migrated();
  for (const { index, name } of await operationsOf()) {
    for (const torn of name === "write" ? [0, 1, 40] : [undefined]) {
      const disk = await first();
      await open(intercepted(disk, crashAt(index, torn))).catch(() => {});
      disk.powerCut(() => false);
      expect(await viewOf(await open(disk))).toEqual(start);
      expect(contents(disk)).toEqual(whole);
    }
  }
});

test("a disk that fails at any operation of a migration leaves a store that the next program goes on with", async () => {
  const whole = await migrated();
  for (const { index, name } of await operationsOf()) {
    if (harmless.has(name)) continue;
    const disk = await first();
    const full = intercepted(disk, (operation) => {
      if (operation.index === index) throw osError("ENOSPC");
      return undefined;
    });
    const error: unknown = await open(full).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (error !== undefined) expect(error).toMatchObject({ code: "STORE_FULL" });
    await open(disk);
    expect(contents(disk)).toEqual(whole);
  }
});

test("once a migration has begun, an older program refuses the store, and a newer one goes on", async () => {
  const disk = await first();
  const stopped = intercepted(disk, ({ name, path }) => {
    if (name === "rename" && path.endsWith(".note")) throw new Crash();
    return undefined;
  });
  await expect(open(stopped)).rejects.toBeInstanceOf(Crash);
  expect(manifestOf(disk)).toBe(sealed({ schema: 3, from: 1 }));
  await expect(open(disk, [])).rejects.toMatchObject({ code: "STORE_VERSION" });
  await expect(open(disk, [notes])).rejects.toMatchObject({ code: "STORE_VERSION" });
  const newest: Migration = { to: 4, migrate: async () => {} };
  expect(await viewOf(await open(disk, [...migrations, newest]))).toEqual(start);
  expect(manifestOf(disk)).toBe(sealed({ schema: 4 }));
});

test("of many that open an older store at once, one migrates it and the others wait", async () => {
  const at = await temporaryDirectory();
  const old = await openStore(at, { migrations: [] });
  for (const { act } of [...earlier, ...steps]) await act(old);
  const reports: MigrationReport[] = [];
  const before = notes.began;
  const onMigrate = (report: MigrationReport): void => void reports.push(report);
  const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(at, { migrations, onMigrate })));
  expect(reports).toHaveLength(1);
  expect(notes.began).toBe(before + 1);
  for (const store of stores) expect(await viewOf(store)).toEqual(start);
});

test("while an older program computes with the store it is STORE_BUSY, and stays as it is", async () => {
  const at = await temporaryDirectory();
  const old = await openStore(at, { migrations: [] });
  const lock = await old.lock(keyOf("busy"));
  await expect(openStore(at, { migrations })).rejects.toMatchObject({ code: "STORE_BUSY" });
  expect(await readFile(join(at, "store.json"), "utf8")).toBe(sealed({ schema: 1 }));
  await lock.release();
  await openStore(at, { migrations });
  expect(await readFile(join(at, "store.json"), "utf8")).toBe(sealed({ schema: 3 }));
});

test.each(["EROFS", "EACCES"])(
  "an older store that answers %s to every change is STORE_VERSION, with a hint",
  async (os) => {
    const disk = await first();
    const before = contents(disk);
    const fixed = intercepted(disk, ({ name }) => {
      if (!harmless.has(name)) throw osError(os);
      return undefined;
    });
    await expect(open(fixed)).rejects.toMatchObject({ code: "STORE_VERSION", issues: [{ hint: expect.any(String) }] });
    expect(contents(disk)).toEqual(before);
  },
);

test("a store whose manifest was lost is taken for the oldest, and what is new in it already stays", async () => {
  const whole = await migrated();
  for (const damaged of [undefined, "", sealed({ schema: 3 }).slice(1)]) {
    const disk = await first();
    await open(disk);
    await disk.remove(`${directory}/store.json`);
    if (damaged !== undefined) {
      const file = await disk.create(`${directory}/store.json`);
      await file.write(new TextEncoder().encode(damaged));
      await file.close();
    }
    expect(await viewOf(await open(disk))).toEqual(start);
    expect(new Map([...contents(disk)].filter(([path]) => !path.includes("/quarantine/")))).toEqual(whole);
  }
});

test("a version that is no number is damage, not a newer store", async () => {
  const at = await temporaryDirectory();
  await writeFile(join(at, "store.json"), sealed({ schema: "two" }));
  await openStore(at, { files: nodeFileSystem });
  expect(await readFile(join(at, "store.json"), "utf8")).toBe(sealed({ schema: 1 }));
});
