import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { issuesOf } from "./support.ts";

// Many runs, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

const runs = { numRuns: 300 };

test("any text is an experiment or a list of issues", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
      expect((await issuesOf(text)).length).toBeGreaterThan(0);
    }),
    runs,
  );
});

test("any JSON is an experiment or a list of issues", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), async (text) => {
      expect((await issuesOf(text)).length).toBeGreaterThan(0);
    }),
    runs,
  );
});

const keys = [
  "data",
  "sae.dictSize",
  "train",
  "grid",
  "exclude",
  "figures",
  "profiles",
  "repeats",
  "metrics",
  "seeds",
  "extends",
  "data.decay",
];
const words = [
  "kind",
  "zip",
  "log10",
  "ratioOf",
  "values",
  "perDecade",
  "x",
  "y",
  "n",
  "over",
  "variant",
  "smoke",
  "data.nFeatures",
  "none",
  "line",
];
const value = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: "small" }, tie("leaf"), tie("map"), tie("list")),
  leaf: fc.oneof(fc.constantFrom<unknown>(...words, null, true, 0, -1, 0.5, 1e9), fc.double()),
  list: fc.array(tie("node"), { maxLength: 3 }),
  map: fc.dictionary(fc.constantFrom(...words, ...keys), tie("node"), { maxKeys: 3 }),
})).node;
const file = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 4 });

test("any file built of the words of the language is an experiment or a list of issues", async () => {
  await fc.assert(
    fc.asyncProperty(file, async (body) => {
      const text = JSON.stringify({ goldilocks: 1, name: "x", ...body });
      expect(Array.isArray(await issuesOf(text))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test("any --set and any profile are an experiment or a list of issues", async () => {
  const text = "goldilocks: 1\nname: x\nprofiles: { smoke: { train.steps: 1 } }";
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "binary" })), fc.string(), async (set, profile) => {
      expect((await issuesOf(text, { set, profile })).length).toBeGreaterThan(0);
    }),
    runs,
  );
});

test("an experiment that was cut short anywhere is an experiment or a list of issues", async () => {
  const text =
    "goldilocks: 1\nname: x\ngrid:\n  sae.l1Coefficient: { log10: [0.01, 10], perDecade: 4 }\n  variant: { a: {}, b: { data.jitter: 0.1 } }\n";
  for (let length = 0; length <= text.length; length++) {
    expect(Array.isArray(await issuesOf(text.slice(0, length)))).toBe(true);
  }
});
