import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ended, Place, type Summary, tiny } from "../cli/exp.ts";
import { filesIn } from "./refusal.ts";

/** `GOLDILOCKS_KILLS=50` runs the smoke profile of figure 3 through so many kills; without it, a smaller experiment. */
const asked = Number(process.env["GOLDILOCKS_KILLS"] ?? 0);
const SMOKE = fileURLToPath(new URL("../../experiments/toy-fig3.yaml", import.meta.url));
const [words, kills] = asked > 0 ? [[SMOKE, "--profile", "smoke"], asked] : [["tiny.yaml", "--workers", "2"], 15];
const text = tiny({ l1: "[0.03, 0.1]", steps: "2000" });
const SEED = 20_261_122;

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

/** Digests of what the table and the figures are, not of what a run wrote about itself. */
function isResult(digest: string): boolean {
  const { table, figures } = expected.results ?? { table: undefined, figures: [] };
  return [table, ...figures].some((finished) => Object.values(finished?.digests ?? {}).includes(digest));
}
