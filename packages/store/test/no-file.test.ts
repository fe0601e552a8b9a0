import { lstat, lutimes, mkdir, readdir, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nodeFileSystem, openStore, openUpkeep, type DamageReport, type Keep } from "@goldilocks/store";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { intercepted, osError } from "./fixtures/faults.ts";
import { digest, fill, key, trajectory } from "./fixtures/filled.ts";
import { temporaryDirectory } from "./fixtures/place.ts";
import { bytesOf } from "./fixtures/scenario.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

/** Every kind of file that a store keeps, and where it lies. */
const kinds = {
  object: `objects/${digest.slice(0, 2)}/${digest}`,
  result: `results/${key.slice(0, 2)}/${key}.json`,
  point: `points/${trajectory}/20`,
  checkpoint: `checkpoints/${trajectory}`,
  run: "runs/run-1.json",
  pin: `pins/${key}.json`,
  store: "store.json",
} as const;

/** What can be in the place of a file. */
const shapes: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "an empty folder": (path) => mkdir(path),
  "a folder with a file": async (path) => {
    await mkdir(path);
    await writeFile(join(path, "mine"), "a person's");
  },
  "a link to itself": (path) => symlink(path, path),
  "a link to a folder": (path) => symlink(dirname(path), path),
  "a link to nothing": (path) => symlink("/nowhere/at/all", path),
};

let directory: string;
let reports: DamageReport[];
beforeEach(async () => {
  directory = await temporaryDirectory();
  reports = [];
});

const open = () => openUpkeep(directory, { onDamage: (report) => void reports.push(report) });
const nothing: Keep = { results: new Set(), objects: new Set(), trajectories: new Set(), runs: new Set() };
const collectAll = { dryRun: false, now: Date.now() + 1e9, onWait: () => {} };

const cases = Object.entries(kinds).flatMap(([kind, file]) =>
  Object.entries(shapes).map(([shape, put]) => ({ kind, file, shape, put })),
);

async function harmed({ file, put }: (typeof cases)[number]): Promise<void> {
  const upkeep = await open();
  await fill(upkeep.store);
  await upkeep.pin({ key, note: "dear" });
  await unlink(join(directory, file));
  await put(join(directory, file));
}

/** What the store gives, read in every way. */
async function view({ store, pins, check }: Awaited<ReturnType<typeof open>>) {
  await check(() => {});
  const object = await store.read(digest).then(
    () => "there",
    () => "gone",
  );
  return {
    object,
    result: (await store.result(key)) !== undefined,
    points: (await store.points(trajectory)).length,
    checkpoint: (await store.checkpoint(trajectory)) !== undefined,
    runs: (await store.runs()).length,
    pins: (await pins()).map((pin) => pin.key),
  };
}

const whole = { object: "there", result: true, points: 1, checkpoint: true, runs: 1, pins: [key] };

describe.each(cases)("$shape in the place of a $kind", (one) => {
  const { kind, shape } = one;
  // To a reader a link to nothing is an absent file; whoever writes replaces it.
  const isAbsent = shape === "a link to nothing";

  test("counts as a damaged file: it is set aside, reported once, and replaced", async () => {
    await harmed(one);
    const found = await view(await open());
    const pins = kind === "pin" && isAbsent ? [] : [key];
    const lost = { object: { object: "gone", result: false }, result: { result: false }, pin: { pins } };
    const gone = { point: { points: 0 }, checkpoint: { checkpoint: false }, run: { runs: 0 }, store: {} };
    expect(found).toEqual({ ...whole, ...{ ...lost, ...gone }[kind] });
    const said = reports.map((report) => [report.code, report.kind]);
    if (!isAbsent) expect(said).toEqual([["STORE_CORRUPT", kind]]);
    for (const { movedTo = "", hint } of reports) {
      expect(hint).toContain(movedTo);
      await lstat(movedTo);
    }
    const again = await open();
    await fill(again.store);
    await again.pin({ key, note: "dear" });
    expect(await view(again)).toEqual(whole);
  });

  test("does not stop garbage collection, which deletes nothing in it", async () => {
    await harmed(one);
    const { collect } = await open();
    await collect(() => Promise.resolve(nothing), collectAll);
    await collect(() => Promise.resolve(nothing), collectAll);
    if (shape !== "a folder with a file") return;
    const set = await readdir(directory, { recursive: true });
    expect(set.filter((name) => name.endsWith("/mine"))).toHaveLength(1);
  });

  test("is replaced by whoever writes the file without a look at it", async () => {
    await harmed(one);
    const upkeep = await open();
    await fill(upkeep.store);
    await upkeep.pin({ key, note: "dear" });
    expect(await view(upkeep)).toEqual(whole);
  });
});

describe.each(Object.entries(shapes))("%s in the place of a lock", (_, put) => {
  const locks = { heartbeat: 10, expires: 200 };

  test("expires as a damaged lock does, and is set aside", async () => {
    const store = await openStore(directory, { locks, onDamage: (report) => void reports.push(report) });
    const path = join(directory, "locks", key);
    await put(path);
    await (await store.lock(key)).release();
    expect(await readdir(join(directory, "locks"))).toEqual([]);
    expect(reports.map(({ kind }) => kind)).toEqual(["lock"]);
  });

  test("one that is old goes when the store is opened", async () => {
    await openStore(directory, { locks });
    const path = join(directory, "locks", key);
    await put(path);
    await lutimes(path, 1000, 1000);
    await openStore(directory, { locks });
    expect(await readdir(join(directory, "locks"))).toEqual([]);
  });
});

const folders = ["objects", "results", "points", "checkpoints", "runs", "locks", "tmp"] as const;

describe("a folder of the store that is", () => {
  test.each(folders)("a link to a folder elsewhere is used as any other: %s", async (name) => {
    const elsewhere = await temporaryDirectory();
    await openStore(directory);
    await rm(join(directory, name), { recursive: true });
    await symlink(elsewhere, join(directory, name));
    const upkeep = await open();
    await fill(upkeep.store);
    expect(await view(upkeep)).toEqual({ ...whole, pins: [] });
    await upkeep.collect(() => Promise.resolve(nothing), collectAll);
    expect((await lstat(join(directory, name))).isSymbolicLink()).toBe(true);
    expect(await upkeep.store.result(key)).toBe(undefined);
  });

  test.each(folders.flatMap((name) => ["nowhere", name].map((target) => [name, target] as const)))(
    "a link that leads nowhere is named, with what to do: %s to %s",
    async (name, target) => {
      const { store } = await open();
      await rm(join(directory, name), { recursive: true });
      await symlink(target, join(directory, name));
      const error: unknown = await fill(store)
        .then(() => store.lock(key))
        .catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: "STORE_NOT_DIRECTORY", issues: [{ hint: expect.stringMatching(/\S/u) }] });
      expect(error).toMatchObject({ message: expect.stringContaining(join(directory, name)) });
    },
  );
});

test.each([
  ["EXDEV", "STORE_IO"],
  ["ENAMETOOLONG", "STORE_IO"],
  ["ELOOP", "STORE_NOT_DIRECTORY"],
  ["EISDIR", "STORE_NOT_FILE"],
])("%s of a change is %s, with a hint of its own", async (os, code) => {
  const files = intercepted(nodeFileSystem, ({ name }) => {
    if (name === "rename") throw osError(os);
    return undefined;
  });
  await openStore(directory);
  const error: unknown = await (await openStore(directory, { files })).write(bytesOf("x")).catch((cause) => cause);
  expect(error).toMatchObject({ code, issues: [{ hint: expect.not.stringContaining("check the disk") }] });
});
