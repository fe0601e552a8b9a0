import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { keyOf, sha256 } from "@goldilocks/digest";
import { type DamageReport, type Keep, openStore, openUpkeep } from "@goldilocks/store";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { asOrdinary, hasPermissions } from "./fixtures/ordinary.ts";
import { temporaryDirectory } from "./fixtures/place.ts";
import { bytesOf, resultOf } from "./fixtures/scenario.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

const [key, digest, trajectory] = [keyOf("node"), sha256("node"), keyOf("trajectory")];
const nothing: Keep = { results: new Set(), objects: new Set(), trajectories: new Set(), runs: new Set() };
const collectAll = { dryRun: false, now: Date.now() + 1e9, onWait: () => {} };
const denied = { code: "STORE_PERMISSION", issues: [{ hint: expect.stringMatching(/\S/u) }] };

let directory: string;
let reports: DamageReport[];
beforeEach(async () => {
  directory = await temporaryDirectory();
  reports = [];
  const { store, pin } = await openUpkeep(directory);
  await store.write(bytesOf("node"));
  await store.record(resultOf("node"));
  await store.addPoint(trajectory, 20, key);
  await store.saveCheckpoint(trajectory, { step: 10, bytes: bytesOf("state") });
  await store.writeRun("run-1", { status: "done" });
  await pin({ key, note: "dear" });
});

const open = () => openUpkeep(directory, { onDamage: (report) => void reports.push(report) });

/** Changes permissions, does something as an ordinary user, and changes them back. */
async function withMode<T>(mode: number, path: string, act: () => Promise<T>): Promise<T> {
  return asOrdinary(directory, async () => {
    await chmod(join(directory, path), mode);
    try {
      return await act();
    } finally {
      await chmod(join(directory, path), 0o755);
    }
  });
}

type Opened = Awaited<ReturnType<typeof open>>;

describe.skipIf(!hasPermissions)("for an ordinary user", () => {
  test("a folder that takes no new store is STORE_PERMISSION", async () => {
    await mkdir(join(directory, "above"));
    await withMode(0o500, "above", () =>
      expect(openStore(join(directory, "above/store"))).rejects.toMatchObject(denied),
    );
  });

  test.each<[string, string, (opened: Opened) => Promise<unknown>]>([
    ["object", `objects/${digest.slice(0, 2)}/${digest}`, ({ store }) => store.read(digest)],
    ["object, to the check", `objects/${digest.slice(0, 2)}/${digest}`, ({ check }) => check(() => {})],
    ["result", `results/${key.slice(0, 2)}/${key}.json`, ({ store }) => store.result(key)],
    ["point", `points/${trajectory}/20`, ({ store }) => store.points(trajectory)],
    ["checkpoint", `checkpoints/${trajectory}`, ({ store }) => store.checkpoint(trajectory)],
    ["run", "runs/run-1.json", ({ store }) => store.runs()],
    ["pin", `pins/${key}.json`, ({ pins }) => pins()],
    ["folder of points", "points", ({ store }) => store.points(trajectory)],
    ["folder of pins", "pins", ({ pins }) => pins()],
  ])("a %s that may not be read is STORE_PERMISSION, not damage, and stays where it is", async (_, path, read) => {
    await withMode(0, path, async () => {
      const error: unknown = await read(await open()).catch((cause: unknown) => cause);
      expect(error).toMatchObject(denied);
      expect(error).toMatchObject({ message: expect.stringContaining(join(directory, path)) });
    });
    expect(reports).toEqual([]);
    expect(await readdir(join(directory, "quarantine"))).toEqual([]);
    await read(await open());
  });

  test.each(["store.json", ""])("a store whose %j may not be read is STORE_PERMISSION", async (path) => {
    await withMode(0, path, () => expect(open()).rejects.toMatchObject(denied));
  });

  test("a store that may not be written can be read, and every change of it is STORE_PERMISSION", async () => {
    await asOrdinary(directory, async () => {
      const folders = (await readdir(directory, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name));
      for (const folder of [directory, ...folders]) await chmod(folder, 0o555);
      const { store, pins, pin, unpin, collect, check } = await open();
      expect((await check(() => {})).lost).toEqual([]);
      expect([await store.read(digest), (await pins()).length]).toEqual([bytesOf("node"), 1]);
      for (const change of [
        () => store.write(bytesOf("other")),
        () => store.writeRun("run-2", {}),
        () => store.saveCheckpoint(trajectory, { step: 11, bytes: bytesOf("x") }),
        () => store.dropCheckpoint(trajectory),
        () => store.lock(key),
        () => pin({ key, note: "" }),
        () => unpin(key),
        () => collect(() => Promise.resolve(nothing), collectAll),
      ])
        await expect(change()).rejects.toMatchObject(denied);
      for (const folder of [directory, ...folders]) await chmod(folder, 0o755);
    });
    expect(await (await open()).store.read(digest)).toEqual(bytesOf("node"));
  });

  test.each(["objects", "results", "runs", "pins", "locks"])(
    "garbage collection removes nothing where %s may not be looked into",
    async (path) => {
      await withMode(0, path, async () => {
        const { collect, pins, store } = await open();
        const keepOf = async (): Promise<Keep> => {
          const [pinned] = [await pins(), await store.runs()];
          return { ...nothing, results: new Set(pinned.map((pin) => pin.key)) };
        };
        await expect(collect(keepOf, collectAll)).rejects.toMatchObject(denied);
      });
      const { store, pins } = await open();
      expect(await store.read(digest)).toEqual(bytesOf("node"));
      expect([(await store.runs()).length, (await store.points(trajectory)).length, (await pins()).length]).toEqual([
        1, 1, 1,
      ]);
    },
  );
});

const isRoot = process.getuid?.() === 0;

describe.skipIf(!hasPermissions || !isRoot)("in a store of somebody else whose folders are sticky", () => {
  test("one adds, and changes nothing that is theirs", async () => {
    const elsewhere = await temporaryDirectory();
    const folders = (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const folder of [directory, ...folders]) await chmod(folder, 0o1777);
    await asOrdinary(elsewhere, async () => {
      const { store, pin, collect } = await open();
      await store.write(bytesOf("other"));
      expect(await store.read(digest)).toEqual(bytesOf("node"));
      await (await store.lock(key)).release();
      await expect(pin({ key, note: "mine" })).rejects.toMatchObject(denied);
      await expect(collect(() => Promise.resolve(nothing), collectAll)).rejects.toMatchObject(denied);
      expect(await store.read(digest)).toEqual(bytesOf("node"));
    });
  });
});
