import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { madeOf, Place, type Summary, tiny } from "../cli/exp.ts";
import { expectReadable, expectTidy } from "./refusal.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const NODE_OPTIONS = `--import ${fileURLToPath(new URL("other-clock.mjs", import.meta.url))}`;
const YEAR = 365 * 86_400_000;

const right = new Place();
let expected: Summary;
let place: Place;
beforeAll(async () => {
  right.write("tiny.yaml", tiny());
  expected = await right.summary("tiny.yaml");
});
afterAll(() => right.remove());
beforeEach(() => {
  place = new Place();
  place.write("tiny.yaml", tiny());
});
afterEach(() => place.remove());

test.each([
  ["is thousands of years ahead", { CLOCK_SHIFT: String(8300 * YEAR) }],
  ["jumps to before 1970 while the run goes on", { CLOCK_SHIFT: String(-70 * YEAR), CLOCK_AFTER: "700" }],
])("a run on a machine whose clock %s makes the same bytes, and garbage collection keeps them", async (_, clock) => {
  const env = { NODE_OPTIONS, ...clock };
  const { code, stdout, stderr } = await place.run(env, "tiny.yaml", "--json");
  expect([code, madeOf(JSON.parse(stdout))]).toEqual([0, madeOf(expected)]);
  expectReadable(stderr);
  expect(place.stored("runs")).toHaveLength(1);
  // Once with that clock, and once with the right one.
  for (const now of [env, {}]) {
    const collected = await place.run(now, "gc", "--days", "0");
    expect([collected.code, collected.stdout.includes("1 run of 1 kept")]).toEqual([0, true]);
  }
  expect((await place.summary("tiny.yaml")).made).toEqual({});
  expectTidy(place);
});
