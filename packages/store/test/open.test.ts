import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keyOf, sha256 } from "@goldilocks/digest";
import { nodeFileSystem, openStore } from "@goldilocks/store";
import { expect, test, vi } from "vitest";
import { harmless, intercepted, osError } from "./fixtures/faults.ts";
import { temporaryDirectory } from "./fixtures/place.ts";
import { sealed } from "./fixtures/sealed.ts";
import { bytesOf } from "./fixtures/scenario.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

test("opening makes the directory, and those above it", async () => {
  const directory = join(await temporaryDirectory(), "a/b/.goldilocks");
  await openStore(directory);
  const names = ["checkpoints", "locks", "objects", "points", "quarantine", "results", "runs", "store.json", "tmp"];
  expect((await readdir(directory)).toSorted()).toEqual(names);
  expect(JSON.parse(await readFile(join(directory, "store.json"), "utf8"))).toMatchObject({
    value: { schema: 1 },
  });
});

test("many may make the same store at once", async () => {
  const directory = await temporaryDirectory();
  const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(directory)));
  const digests = await Promise.all(stores.map((store) => store.write(bytesOf("same"))));
  expect(new Set(digests)).toEqual(new Set([sha256("same")]));
  expect(await readdir(join(directory, "quarantine"))).toEqual([]);
  expect(await readdir(join(directory, "tmp"))).toEqual([]);
});

test("many may make the same store at once where nothing is yet, not even the folder above", async () => {
  for (let round = 0; round < 5; round++) {
    const directory = join(await temporaryDirectory(), "a/b/store");
    const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(directory)));
    expect(stores).toHaveLength(8);
  }
});

test("a store that a newer program made is STORE_VERSION, and stays as it is", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "store.json"), sealed({ schema: 2, more: true }));
  await expect(openStore(directory)).rejects.toMatchObject({ code: "STORE_VERSION" });
  expect(await readFile(join(directory, "store.json"), "utf8")).toBe(sealed({ schema: 2, more: true }));
});

test("a file where the store, a directory above it or one inside it should be is STORE_NOT_DIRECTORY", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "file"), "");
  await mkdir(join(directory, "store"));
  await writeFile(join(directory, "store/objects"), "");
  for (const name of ["file", "file/below", "store"]) {
    await expect(openStore(join(directory, name))).rejects.toMatchObject({
      code: "STORE_NOT_DIRECTORY",
    });
  }
});

test.each([
  ["EACCES", "STORE_PERMISSION"],
  ["EROFS", "STORE_READ_ONLY"],
  ["ENOSPC", "STORE_FULL"],
])("%s while a store is made is %s with a hint", async (os, code) => {
  const files = intercepted(nodeFileSystem, ({ name }) => {
    if (!harmless.has(name)) throw osError(os);
    return undefined;
  });
  const opening = openStore(await temporaryDirectory(), { files });
  await expect(opening).rejects.toMatchObject({
    code,
    issues: [{ hint: expect.stringContaining("") }],
  });
});

test("a store may be a link to a directory elsewhere", async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, "real"));
  await symlink(join(directory, "real"), join(directory, "link"));
  const digest = await (await openStore(join(directory, "link"))).write(bytesOf("x"));
  expect(await (await openStore(join(directory, "real"))).read(digest)).toEqual(bytesOf("x"));
});

test("a store that was copied without its empty directories works", async () => {
  const directory = await temporaryDirectory();
  await openStore(directory);
  for (const name of await readdir(directory)) {
    if (name !== "store.json") await rm(join(directory, name), { recursive: true });
  }
  const store = await openStore(directory);
  expect(await store.keys("")).toEqual([]);
  expect(await store.runs()).toEqual([]);
  expect(await store.read(await store.write(bytesOf("x")))).toEqual(bytesOf("x"));
  await store.writeRun("run-1", {});
  await (await store.lock(keyOf("a"))).release();
  await store.saveCheckpoint(keyOf("a"), { step: 1, bytes: bytesOf("x") });
  expect(await store.checkpoint(keyOf("a"))).toEqual({ step: 1, bytes: bytesOf("x") });
});

test("what another machine left half-written is removed after a day, and what a living process writes never", async () => {
  const directory = await temporaryDirectory();
  let mine = "";
  const files = intercepted(nodeFileSystem, ({ name, path }) => {
    if (name === "create") mine = path;
    return undefined;
  });
  const store = await openStore(directory, { files });
  await store.write(bytesOf("x"));
  const [, pid, started] = (mine.split("/").at(-1) ?? "").split("-");
  const id = "00000000-0000-0000-0000-000000000000";
  const theirs = join(directory, "tmp", `${"0".repeat(16)}-${pid}-${started}-${id}`);
  const fresh = join(directory, "tmp", `${"0".repeat(16)}-1-1-${id}`);
  await Promise.all([mine, theirs, fresh].map((path) => writeFile(path, "half")));
  const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000);
  await Promise.all([mine, theirs].map((path) => utimes(path, twoDaysAgo, twoDaysAgo)));
  await openStore(directory);
  const left = new Set(await readdir(join(directory, "tmp")));
  expect(left).toEqual(new Set([mine, fresh].map((path) => path.split("/").at(-1))));
});

test.skipIf(!existsSync("/proc/self"))("a folder that takes no folders is refused, at once", async () => {
  await expect(openStore("/proc/goldilocks/store")).rejects.toMatchObject({ code: "STORE_IO" });
});
