import { chmodSync, cpSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Place, type Summary, tiny } from "../cli/exp.ts";
import { giveAway, hasOrdinaryUser, isRoot, runOrdinary } from "./ordinary-user.ts";
import { expectReadable, filesIn, headsOf } from "./refusal.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const whole = new Place();
let run: Summary;
let place: Place;

beforeAll(async () => {
  whole.write("tiny.yaml", tiny());
  run = await whole.summary("tiny.yaml");
});
afterAll(() => whole.remove());
beforeEach(() => {
  place = new Place();
  chmodSync(place.folder, 0o755);
  cpSync(whole.folder, place.folder, { recursive: true });
  giveAway(place.folder);
});
afterEach(() => {
  allow(place.folder, 0o755);
  place.remove();
});

const foldersIn = (path: string): string[] => [
  path,
  ...readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => join(path, name))
    .filter((found) => lstatSync(found).isDirectory()),
];

/** Changes the permissions of a folder and those below; one that may not be looked into is first made so. */
function allow(path: string, mode: number): void {
  chmodSync(path, 0o755);
  for (const name of readdirSync(path, { withFileTypes: true }))
    if (name.isDirectory()) allow(join(path, name.name), mode);
  chmodSync(path, mode);
}

const at = (...path: readonly string[]): string => join(place.folder, ...path);

/** Runs as an ordinary user a command that is refused with a code. */
async function expectRefusal(code: string, ...words: readonly string[]): Promise<void> {
  const ended = await runOrdinary(place, ...words);
  expect([ended.code, ended.stdout]).toEqual([1, ""]);
  expect(headsOf(ended.stderr)).toContain(code);
  expectReadable(ended.stderr);
}

const ANOTHER = ["tiny.yaml", "--set", "train.steps=70"];
const trained = (): number => filesIn(place, "store", "points").length;

describe.skipIf(!hasOrdinaryUser)("an ordinary user", () => {
  test("of a store that may not be written sees what is there, and is refused what is not", async () => {
    allow(at("store"), 0o555);
    const { code, stdout, stderr } = await runOrdinary(place, "tiny.yaml", "--json");
    const again: Summary = JSON.parse(stdout);
    expect([code, again.made, again.results]).toEqual([0, {}, run.results]);
    expect(headsOf(stderr).filter((head) => !head.startsWith("TRACKING_"))).toEqual([]);
    await expectRefusal("STORE_PERMISSION", ...ANOTHER);
  });

  test("of results that may not be written is refused before anything is trained", async () => {
    const before = trained();
    allow(at("results"), 0o555);
    await expectRefusal("CLI_CANNOT_WRITE", ...ANOTHER);
    await expectRefusal("CLI_CANNOT_WRITE", ...ANOTHER, "--out", "results/tiny");
    expect(trained()).toBe(before);
  });

  test("of a workspace that may not be written is refused, and nothing is left behind", async () => {
    rmSync(at("store"), { recursive: true });
    chmodSync(place.folder, 0o555);
    await expectRefusal("STORE_PERMISSION", "tiny.yaml");
    expect(readdirSync(place.folder).toSorted()).toEqual(["results", "tiny.yaml"]);
  });

  test("of an experiment that may not be read is told so", async () => {
    chmodSync(at("tiny.yaml"), 0);
    const { code, stderr } = await runOrdinary(place, "tiny.yaml");
    expect([code, headsOf(stderr)]).toEqual([1, ["SPEC_FILE_UNREADABLE"]]);
  });

  test("whose outbox may not be looked into keeps what waits there for MLflow", async () => {
    const before = filesIn(place, "store", "objects").length;
    mkdirSync(at("store", "tracking"), { recursive: true });
    giveAway(at("store"));
    chmodSync(at("store", "tracking"), 0);
    await expectRefusal("CLI_SYSTEM_REFUSED", "gc", "--days", "0");
    expect(filesIn(place, "store", "objects")).toHaveLength(before);
  });

  test.skipIf(!isRoot)(
    "of a store and results that belong to somebody else sees what is there, and adds nothing",
    async () => {
      for (const folder of ["store", "results"]) {
        rmSync(at(folder), { recursive: true });
        cpSync(join(whole.folder, folder), at(folder), { recursive: true });
      }
      const { code, stdout } = await runOrdinary(place, "tiny.yaml", "--json");
      const again: Summary = JSON.parse(stdout);
      expect([code, again.results]).toEqual([0, run.results]);
      await expectRefusal("CLI_CANNOT_WRITE", ...ANOTHER);
      await expectRefusal("STORE_PERMISSION", ...ANOTHER, "--out", "mine");
      // Sticky folders, as /tmp is one: everybody adds, and nobody takes away what is another's.
      for (const folder of [...foldersIn(at("store")), at("results")]) chmodSync(folder, 0o1777);
      expect((await runOrdinary(place, ...ANOTHER)).code).toBe(0);
      await expectRefusal("CLI_CANNOT_WRITE", ...ANOTHER, "--out", "results/tiny");
    },
  );
});
