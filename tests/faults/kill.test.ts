import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ended, Place, type Summary, tiny } from "../cli/exp.ts";
import { expectTidy, filesIn } from "./refusal.ts";

/** `GOLDILOCKS_KILLS=50` runs the smoke profile of figure 3 through so many kills; without it, a smaller experiment. */
const asked = Number(process.env["GOLDILOCKS_KILLS"] ?? 0);
const SMOKE = fileURLToPath(new URL("../../experiments/toy-fig3.yaml", import.meta.url));
const [words, kills] = asked > 0 ? [[SMOKE, "--profile", "smoke"], asked] : [["tiny.yaml", "--workers", "2"], 15];
const text = tiny({ l1: "[0.03, 0.1]", steps: "2000" });
const SEED = 20_261_122;
/** Kills at changes of the disk, each before the so-manieth; the longer check of the same kind is `pnpm run check:real faults`. */
const AT_CHANGES = 10;
const MOST_CHANGES = 150;

/** A share of the undisturbed run's time, in [0, 1): the same in every run of the test. */
function share(n: number): number {
  let k = Math.imul(n + SEED, 0x9e3779b1) >>> 0;
  k = Math.imul(k ^ (k >>> 16), 0x85ebca6b);
  k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
  return ((k ^ (k >>> 16)) >>> 0) / 2 ** 32;
}

const undisturbed = new Place();
let expected: Summary;
let duration = 0;

beforeAll(async () => {
  undisturbed.write("tiny.yaml", text);
  const began = performance.now();
  expected = await undisturbed.summary(...words);
  duration = performance.now() - began;
}, 600_000);
afterAll(() => undisturbed.remove());

/** Starts the command and kills it after a while, or hears that it ended before. Returns whether it was killed. */
async function killAfter(place: Place, milliseconds: number): Promise<boolean> {
  const child = place.start(...words);
  const end = ended(child);
  await Promise.race([wait(milliseconds), end]);
  const killed = child.kill("SIGKILL");
  await end;
  return killed;
}

describe("kill -9", () => {
  test(
    `at ${kills} moments of a run: the same command then finishes with the digests of an undisturbed one`,
    { timeout: 60_000 * kills },
    async () => {
      expect(expected.outcome).toBe("done");
      let killed = 0;
      let place = new Place();
      place.write("tiny.yaml", text);
      for (let n = 0; n < kills; n++) {
        // Every third store is taken through several kills in a row; the others are new.
        if (await killAfter(place, share(n) * 0.8 * duration)) killed += 1;
        if (n % 3 === 1) continue;
        const finished = await place.summary(...words);
        expect([n, finished.outcome]).toEqual([n, "done"]);
        expect(finished.results).toEqual(expected.results);
        expect(place.stored("objects")).toEqual(expect.arrayContaining(undisturbed.stored("objects").filter(isResult)));
        expect(filesIn(place, "store", "quarantine")).toEqual([]);
        expect(filesIn(place, "store", "tmp")).toEqual([]);
        place.remove();
        place = new Place();
        place.write("tiny.yaml", text);
      }
      place.remove();
      // A busy machine may make one run much faster than another: then some end before they are killed.
      expect(killed).toBeGreaterThan(kills / 3);
    },
  );
});

const NODE_OPTIONS = `--import ${fileURLToPath(new URL("kill-self.mjs", import.meta.url))}`;

/** Names of the results that are recorded; none where there is no store yet. */
const recordsIn = (place: Place): string[] => filesIn(place, "store", "results").toSorted();

describe("kill -9 at changes of the disk, in the middle of a write where it is one", () => {
  test("loses nothing that was recorded, and the same command finishes", { timeout: 600_000 }, async () => {
    const place = new Place();
    place.write("tiny.yaml", text);
    let killed = 0;
    for (let n = 0; n < AT_CHANGES; n++) {
      const before = recordsIn(place);
      const child = place.start(
        { NODE_OPTIONS, KILL_AT: String(1 + Math.floor(share(1000 + n) * MOST_CHANGES)) },
        ...words,
      );
      await ended(child);
      if (child.signalCode === "SIGKILL") killed += 1;
      expect(recordsIn(place)).toEqual(expect.arrayContaining(before));
    }
    expect(killed).toBeGreaterThan(AT_CHANGES / 3);
    const before = recordsIn(place);
    const finished = await place.summary(...words);
    expect([finished.outcome, finished.results]).toEqual(["done", expected.results]);
    expect(recordsIn(place)).toEqual(expect.arrayContaining(before));
    expect(filesIn(place, "store", "quarantine")).toEqual([]);
    expectTidy(place);
    place.remove();
  });
});

test(
  "of four runs at once on one store one is killed: the others finish, and take over its locks",
  { timeout: 240_000 },
  async () => {
    const place = new Place();
    place.write("tiny.yaml", text);
    const four = ["1", "1", "2", "2"].map((workers) => place.start("tiny.yaml", "--json", "--workers", workers));
    const ends = four.map((child) => ended(child));
    while (filesIn(place, "store", "locks").length === 0) await wait(1);
    await wait(share(4) * 0.5 * duration);
    four[0]?.kill("SIGKILL");
    await ends[0];
    for (const { stdout, stderr } of await Promise.all(ends.slice(1))) {
      const { outcome, results }: Summary = JSON.parse(stdout);
      expect([outcome, stderr.includes("STORE_CORRUPT")]).toEqual(["done", false]);
      expect(results?.table.digests).toEqual(expected.results?.table.digests);
      expect(results?.figures.map(({ digests }) => digests)).toEqual(
        expected.results?.figures.map(({ digests }) => digests),
      );
    }
    expectTidy(place);
    place.remove();
  },
);

/** Digests of what the table and the figures are, not of what a run wrote about itself. */
function isResult(digest: string): boolean {
  const { table, figures } = expected.results ?? { table: undefined, figures: [] };
  return [table, ...figures].some((finished) => Object.values(finished?.digests ?? {}).includes(digest));
}
