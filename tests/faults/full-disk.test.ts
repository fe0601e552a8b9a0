import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Place, type Summary, tiny } from "../cli/exp.ts";
import { expectReadable, filesIn } from "./refusal.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const NODE_OPTIONS = `--import ${fileURLToPath(new URL("bad-disk.mjs", import.meta.url))}`;

let place: Place;
beforeEach(() => {
  place = new Place();
  mkdirSync(join(place.folder, "store"));
});
afterEach(() => place.remove());

/** A run ended with this code, which was said once, with a hint and without more. */
function expectOnce(stderr: string, code: string): void {
  expect(stderr.match(new RegExp(`^${code} `, "gmu"))?.length).toBeGreaterThan(0);
  expectReadable(stderr);
}

/** The environment in which a folder of the place is on a disk that is full, read-only or broken. `pnpm run check:real faults` mounts real ones. */
const badDisk = (folder: string, more: Record<string, string>): Record<string, string> => ({
  NODE_OPTIONS,
  BAD_DISK: join(place.folder, folder),
  ...more,
});

const FULL = { BAD_CODE: "ENOSPC" };
const READ_ONLY = { BAD_CODE: "EROFS" };

describe("a disk", () => {
  let expected: Summary | undefined;
  beforeAll(async () => {
    const elsewhere = new Place();
    elsewhere.write("tiny.yaml", tiny());
    expected = await elsewhere.summary("tiny.yaml");
    elsewhere.remove();
  });

  test.each([
    ["that is full from the beginning", { ...FULL, BAD_ROOM: "0" }, "STORE_FULL"],
    ["that is full after 40 kB", { ...FULL, BAD_ROOM: "40000" }, "STORE_FULL"],
    ["on which a person's share is used up", { BAD_CODE: "EDQUOT", BAD_ROOM: "30000" }, "STORE_FULL"],
    ["that breaks", { BAD_CODE: "EIO", BAD_ROOM: "30000" }, "STORE_IO"],
  ])("%s ends the run with a code, and then the same command finishes", async (_, bad, code) => {
    place.write("tiny.yaml", tiny());
    const ended = await place.run(badDisk("store", bad), "tiny.yaml");
    expect([ended.code, ended.stdout]).toEqual([1, ""]);
    expectOnce(ended.stderr, code);
    expect(ended.stderr).not.toMatch(/change the figure|exclude/u);
    expect(filesIn(place, "store", "tmp")).toEqual([]);
    expect(filesIn(place, "results")).toEqual([]);
    expect((await place.summary("tiny.yaml")).results).toEqual(expected?.results);
  });

  test("that becomes read-only in the middle of a run ends it with a code, and then the same command finishes", async () => {
    place.write("tiny.yaml", tiny());
    const from = join(place.folder, "store", "points");
    const ended = await place.run(badDisk("store", { ...READ_ONLY, BAD_FROM: from }), "tiny.yaml");
    expect([ended.code, ended.stdout]).toEqual([1, ""]);
    expectOnce(ended.stderr, "STORE_READ_ONLY");
    expect((await place.summary("tiny.yaml")).results).toEqual(expected?.results);
  });

  test("that is read-only refuses a new experiment and garbage collection, and shows a finished one", async () => {
    place.write("tiny.yaml", tiny());
    const first = await place.summary("tiny.yaml");
    const readOnly = badDisk("store", READ_ONLY);
    const again: Summary = JSON.parse((await place.run(readOnly, "tiny.yaml", "--json")).stdout);
    expect([again.outcome, again.made, again.results]).toEqual(["done", {}, first.results]);
    const key = first.results?.table.key ?? "";
    for (const words of [
      ["store", "check"],
      ["gc", "--dry-run"],
    ]) {
      const { code, stderr } = await place.run(readOnly, ...words);
      expect([words[0], code]).toEqual([words[0], 0]);
      expectReadable(stderr);
    }
    for (const words of [
      ["tiny.yaml", "--set", "train.steps=70"],
      ["pin", key],
    ]) {
      const { code, stdout, stderr } = await place.run(readOnly, ...words);
      expect([words[0], code, stdout]).toEqual([words[0], 1, ""]);
      expectOnce(stderr, "STORE_READ_ONLY");
    }
  });

  test("that is read-only from the beginning is refused", async () => {
    place.write("tiny.yaml", tiny());
    const { code, stdout, stderr } = await place.run(badDisk("store", READ_ONLY), "tiny.yaml");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expectOnce(stderr, "STORE_READ_ONLY");
  });

  test("that is read-only where results/ should be is found before anything is trained", async () => {
    mkdirSync(join(place.folder, "results"));
    place.write("tiny.yaml", tiny());
    const { code, stderr } = await place.run(badDisk("results", READ_ONLY), "tiny.yaml");
    expect(code).toBe(1);
    expectOnce(stderr, "CLI_CANNOT_WRITE");
    const again = await place.summary("tiny.yaml");
    expect([again.outcome, again.made["point"]]).toEqual(["done", 4]);
  });

  test("that is full where results/ should be leaves the results of the run before, whole", async () => {
    place.write("tiny.yaml", tiny());
    await place.summary("tiny.yaml", "--out", "results/kept");
    const kept = () => filesIn(place, "results").map((name) => [name, place.read(join("results/kept", name))]);
    const before = kept();
    const words = ["tiny.yaml", "--set", "train.steps=70", "--out", "results/kept"];
    const { code, stderr } = await place.run(badDisk("results", { ...FULL, BAD_ROOM: "20000" }), ...words);
    expect(code).toBe(1);
    expectOnce(stderr, "CLI_CANNOT_WRITE");
    expect(kept()).toEqual(before);
  });
});

test("a file where the store should be is refused", async () => {
  rmSync(join(place.folder, "store"), { recursive: true });
  place.write("store", "not a store");
  place.write("tiny.yaml", tiny());
  const { code, stderr } = await place.run("tiny.yaml");
  expect(code).toBe(1);
  expectOnce(stderr, "STORE_NOT_DIRECTORY");
});

test("a file where results/ should be is refused before anything is trained", async () => {
  place.write("results", "not a folder");
  place.write("tiny.yaml", tiny());
  const { code, stderr } = await place.run("tiny.yaml");
  expect(code).toBe(1);
  expectOnce(stderr, "CLI_CANNOT_WRITE");
  rmSync(join(place.folder, "results"));
  const again = await place.summary("tiny.yaml");
  expect([again.outcome, again.made["point"]]).toEqual(["done", 4]);
});
