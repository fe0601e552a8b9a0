import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "@goldilocks/digest";
import { ownedName } from "@goldilocks/store";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ended, Place, type Summary, tiny } from "../cli/exp.ts";
import { expectTidy } from "./refusal.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const NODE_OPTIONS = `--import ${fileURLToPath(new URL("kill-self.mjs", import.meta.url))}`;
/** Owned by nobody alive: a pid beyond Linux's largest. */
const ofTheDead = (): string => ownedName().replace(/-[0-9]+-/u, `-${2 ** 22 + 1}-`);

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
  cpSync(whole.folder, place.folder, { recursive: true });
});
afterEach(() => place.remove());

/** Runs a command that kills itself at its n-th change of the disk; whether it did. */
async function killedAt(n: number, ...words: readonly string[]): Promise<boolean> {
  const child = place.start({ NODE_OPTIONS, KILL_AT: String(n) }, ...words);
  await ended(child);
  return child.signalCode === "SIGKILL";
}

const inStore = (beginning: string): string[] =>
  readdirSync(join(place.folder, "store")).filter((name) => name.startsWith(beginning));

interface GarbageReport {
  readonly collected: Readonly<Record<string, { readonly files: number; readonly bytes: number }>>;
}

async function collected(...words: readonly string[]): Promise<GarbageReport["collected"]> {
  const report: GarbageReport = JSON.parse((await place.run("gc", ...words, "--json")).stdout);
  return report.collected;
}

describe("exp verify that was killed", () => {
  beforeEach(async () => {
    await killedAt(60, "verify", run.results?.table.key ?? "", "--quiet");
  });

  test("left a folder that exp gc counts and removes", async () => {
    expect(inStore("verify-")).toHaveLength(1);
    const counted = await collected("--dry-run");
    expect(counted["leftovers"]?.files).toBeGreaterThan(0);
    expect(inStore("verify-")).toHaveLength(1);
    expect(await collected()).toEqual(counted);
    expect(inStore("verify-")).toEqual([]);
  });

  test("left a folder that the next exp verify removes", async () => {
    expect(inStore("verify-")).toHaveLength(1);
    const { code, stdout } = await place.run("verify", run.results?.table.key ?? "", "--quiet");
    expect([code, stdout.includes("identical")]).toEqual([0, true]);
    expect(inStore("verify-")).toEqual([]);
    expectTidy(place);
  });
});

test("what the living work in stays", async () => {
  const child = place.start("verify", run.results?.table.key ?? "", "--quiet");
  const end = ended(child);
  while (inStore("verify-").length === 0) await new Promise((resolve) => void setTimeout(resolve, 5));
  child.kill("SIGSTOP");
  const verifying = inStore("verify-");
  const worktree = join(place.folder, "store", "code", "0".repeat(40));
  mkdirSync(worktree, { recursive: true });
  const marks = [ofTheDead(), ownedName()].map((name) => join(worktree, "..", `.${name}.${"0".repeat(40)}`));
  for (const mark of marks) writeFileSync(mark, "");
  await collected();
  expect([existsSync(worktree), ...marks.map((mark) => existsSync(mark))]).toEqual([true, false, true]);
  expect(inStore("verify-")).toEqual(verifying);
  child.kill("SIGCONT");
  expect((await end).code).toBe(0);
});

test("a worktree of older code that was not laid out to its end is removed by exp gc, and a whole one is not", async () => {
  const [half = "", complete = ""] = ["1", "2"].map((digit) => {
    const folder = join(place.folder, "store", "code", digit.repeat(40));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "..", `.${ofTheDead()}.${digit.repeat(40)}`), "");
    return folder;
  });
  writeFileSync(join(complete, ".laid-out"), "");
  expect((await collected())["leftovers"]?.files).toBe(2);
  expect([existsSync(half), existsSync(complete)]).toEqual([false, true]);
  expect(readdirSync(join(complete, ".."))).toEqual(["2".repeat(40)]);
});

const made = (): string => join(place.folder, "made");
const contents = (): [string, string][] =>
  readdirSync(made(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => [entry.name, readFileSync(join(entry.parentPath, entry.name), "latin1")])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

/** How often a command changes the disk. */
async function changesOf(...words: readonly string[]): Promise<number> {
  const log = join(whole.folder, "changes.log");
  rmSync(log, { force: true });
  expect((await place.run({ NODE_OPTIONS, KILL_LOG: log }, ...words)).code).toBe(0);
  return Number(readFileSync(log, "utf8"));
}

const ONE = ["--cell", "sae.l1Coefficient=0.1", "--cell", "sae.dictSize=0.5"];
const EXPORT = ["export", "tiny.yaml", "made", "--to", "saelens", ...ONE];

describe("a folder that is written at once or not at all", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["exp export", [], EXPORT],
    ["exp export over an earlier one", EXPORT, [...EXPORT, "--force"]],
    ["exp unpack", [], ["unpack", "a.zip", "made", "--no-run"]],
  ])(
    "by %s: whenever it is killed, the same command leaves it whole, and nothing beside it",
    async (_, earlier, words) => {
      if (words[0] === "unpack") await place.run("pack", run.results?.table.key ?? "", "a.zip", "--no-code");
      if (earlier.length > 0) await place.run(...earlier);
      const changes = await changesOf(...words);
      const expected = contents();
      const beside = readdirSync(place.folder).toSorted();
      // While the folder is filled, and at the last changes, where folders change places.
      const moments = [2, ...[3, 2, 1, 0].map((before) => changes - before)];
      for (const n of new Set(moments)) {
        if (earlier.length === 0) rmSync(made(), { recursive: true, force: true });
        expect([n, await killedAt(n, ...words)]).toEqual([n, true]);
        const complete = earlier.length === 0 && existsSync(made());
        const { code, stderr } = await place.run(...words);
        // What was complete before the process died is not replaced unasked.
        expect([n, code, stderr.includes("CLI_FOLDER_NOT_EMPTY")]).toEqual([n, complete ? 1 : 0, complete]);
        expect(contents()).toEqual(expected);
        expect(readdirSync(place.folder).toSorted()).toEqual(beside);
      }
      expectTidy(place);
    },
  );
});

/** Everything is so old that nothing stays for its age alone. */
function age(): void {
  for (const name of readdirSync(join(place.folder, "store"), { recursive: true, encoding: "utf8" })) {
    utimesSync(join(place.folder, "store", name), 1_000_000_000, 1_000_000_000);
  }
}

async function expectWhole(): Promise<void> {
  expect((await place.run("store", "check")).code).toBe(0);
  const again = await place.summary("tiny.yaml");
  expect([again.made, again.results]).toEqual([{}, run.results]);
}

describe("a command that is killed changes nothing that is needed:", () => {
  test("exp gc, early and late", async () => {
    // The record of a second run goes, and with it the reason to keep what it made.
    const other = await place.summary("tiny.yaml", "--set", "train.steps=70");
    rmSync(join(place.folder, "store", "runs", `${other.run}.json`));
    const all = place.stored("objects").length;
    age();
    for (const n of [1, 7]) {
      expect([n, await killedAt(n, "gc", "--days", "0")]).toEqual([n, true]);
      await expectWhole();
      rmSync(join(place.folder, "store", "tracking"), { recursive: true, force: true });
      age();
    }
    const removed = await collected("--days", "0");
    expect(removed["results"]?.files).toBeGreaterThan(0);
    expect(place.stored("objects").length).toBeLessThan(all);
    await expectWhole();
    expectTidy(place);
  });

  test("exp pack, while it reads and while it writes", async () => {
    const words = ["pack", run.results?.table.key ?? "", "a.zip", "--no-code"];
    const changes = await changesOf(...words);
    for (const n of new Set([1, changes])) {
      rmSync(join(place.folder, "a.zip"), { force: true });
      expect([n, await killedAt(n, ...words)]).toEqual([n, true]);
      expect((await place.run(...words)).code).toBe(0);
    }
    expect(readdirSync(place.folder).filter((name) => name.startsWith("."))).toEqual([]);
    await expectWhole();
  });
});

test("two runs that leave results in one folder at the same moment leave those of one of them", async () => {
  const runs = [60, 70].map((steps) => ["tiny.yaml", "--set", `train.steps=${steps}`, "--out", "same", "--quiet"]);
  for (const words of runs) expect((await place.run(...words)).code).toBe(0);
  for (let round = 0; round < 2; round++) {
    const ends = await Promise.all(runs.map((words) => place.run(...words)));
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const { table, figures, data } = JSON.parse(place.read("same/provenance.json"));
    const [figure] = figures;
    const digests: [string, string][] = [
      ...["csv", "json"].map((kind): [string, string] => [`cells.${kind}`, table.digests[kind]]),
      ...["svg", "png", "csv", "json"].map((kind): [string, string] => [`heat.${kind}`, figure.digests[kind]]),
      ...Object.entries<string>(data.digests),
    ];
    for (const [name, digest] of digests) {
      expect([name, sha256(readFileSync(join(place.folder, "same", name)))]).toEqual([name, digest]);
    }
  }
  expect(readdirSync(place.folder).filter((name) => name.startsWith("."))).toEqual([]);
});
