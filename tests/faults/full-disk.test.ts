import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Place, type Summary, tiny } from "../cli/exp.ts";
import { expectReadable, filesIn } from "./refusal.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const mount = (...words: readonly string[]): boolean => spawnSync("/bin/mount", words).status === 0;

/** Whether this process may mount; where it may not, a file system cannot be filled or made read-only for it. */
const mayMount = ((): boolean => {
  if (process.platform !== "linux") return false;
  const place = new Place();
  const done = mount("-t", "tmpfs", "-o", "size=64k", "none", place.folder);
  if (done) execFileSync("/bin/umount", [place.folder]);
  place.remove();
  return done;
})();

let place: Place;
let store: string;
beforeEach(() => {
  place = new Place();
  store = join(place.folder, "store");
  mkdirSync(store);
});
afterEach(() => {
  spawnSync("/bin/umount", [store]);
  place.remove();
});

/** A run ended with this code, which was said once, with a hint and without more. */
function expectOnce(stderr: string, code: string): void {
  expect(stderr.match(new RegExp(`^${code} `, "gmu"))?.length).toBeGreaterThan(0);
  expectReadable(stderr);
}

describe.skipIf(!mayMount)("a disk (needs the right to mount)", () => {
  let expected: Summary | undefined;
  beforeAll(async () => {
    const elsewhere = new Place();
    elsewhere.write("tiny.yaml", tiny({ steps: "3000" }));
    expected = await elsewhere.summary("tiny.yaml");
    elsewhere.remove();
  });

  test.each(["400k", "900k"])(
    "that is full at %s ends the run with a code, and more space lets the same command finish",
    async (size) => {
      expect(mount("-t", "tmpfs", "-o", `size=${size}`, "none", store)).toBe(true);
      place.write("tiny.yaml", tiny({ steps: "3000" }));
      const { code, stdout, stderr } = await place.run("tiny.yaml");
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expectOnce(stderr, "STORE_FULL");
      expect(filesIn(place, "store", "tmp")).toEqual([]);
      expect(filesIn(place, "results")).toEqual([]);
      expect(mount("-o", "remount,size=64m", store)).toBe(true);
      const again = await place.summary("tiny.yaml");
      expect(again.results).toEqual(expected?.results);
    },
  );

  test("that is read-only refuses a new experiment, and shows a finished one", async () => {
    expect(mount("-t", "tmpfs", "-o", "size=64m", "none", store)).toBe(true);
    place.write("tiny.yaml", tiny());
    const first = await place.summary("tiny.yaml");
    expect(mount("-o", "remount,ro", store)).toBe(true);
    const again = await place.summary("tiny.yaml");
    expect([again.outcome, again.made, again.results]).toEqual(["done", {}, first.results]);
    const { code, stdout, stderr } = await place.run("tiny.yaml", "--set", "train.steps=70");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expectOnce(stderr, "STORE_READ_ONLY");
  });

  test("that is read-only from the beginning is refused", async () => {
    expect(mount("-t", "tmpfs", "-o", "size=1m,ro", "none", store)).toBe(true);
    place.write("tiny.yaml", tiny());
    const { code, stdout, stderr } = await place.run("tiny.yaml");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expectOnce(stderr, "STORE_READ_ONLY");
  });

  test("that is read-only where results/ should be is found before anything is trained", async () => {
    const results = join(place.folder, "results");
    mkdirSync(results);
    expect(mount("-t", "tmpfs", "-o", "size=1m,ro", "none", results)).toBe(true);
    place.write("tiny.yaml", tiny());
    const { code, stderr } = await place.run("tiny.yaml");
    execFileSync("/bin/umount", [results]);
    expect(code).toBe(1);
    expectOnce(stderr, "CLI_CANNOT_WRITE");
    const again = await place.summary("tiny.yaml");
    expect([again.outcome, again.made["point"]]).toEqual(["done", 4]);
  });

  test("that is full where results/ should be leaves the results of the run before, whole", async () => {
    const results = join(place.folder, "results");
    mkdirSync(results);
    expect(mount("-t", "tmpfs", "-o", "size=400k", "none", results)).toBe(true);
    place.write("tiny.yaml", tiny());
    await place.summary("tiny.yaml", "--out", "results/kept");
    const before = filesIn(place, "results").map((name) => [name, place.read(join("results/kept", name))]);
    writeFileSync(join(results, "filling"), new Uint8Array(220_000));
    const { code, stderr } = await place.run("tiny.yaml", "--set", "train.steps=70", "--out", "results/kept");
    expect(code).toBe(1);
    expectOnce(stderr, "CLI_CANNOT_WRITE");
    rmSync(join(results, "filling"));
    expect(filesIn(place, "results").map((name) => [name, place.read(join("results/kept", name))])).toEqual(before);
    execFileSync("/bin/umount", [results]);
  });
});

test("a file where the store should be is refused", async () => {
  rmSync(store, { recursive: true });
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
