import fc from "fast-check";
import { expect, test } from "vitest";
import { resultsName } from "../src/run/results-folder.ts";

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/u);
const changes = fc.record({
  profile: fc.option(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/u)),
  set: fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
});

test("an experiment without changes has a folder of its own name", () => {
  expect(resultsName("sparsity", { profile: null, set: [] })).toBe("sparsity");
  expect(resultsName("sparsity", { profile: "smoke", set: [] })).toBe("sparsity+smoke");
});

test("the folder is the same for the same changes, and another for others", () => {
  fc.assert(
    fc.property(name, changes, name, changes, (a, one, b, other) => {
      const same = JSON.stringify([a, one]) === JSON.stringify([b, other]);
      expect(resultsName(a, one) === resultsName(b, other)).toBe(same);
      expect(resultsName(a, one)).toMatch(/^[\w.+-]+$/u);
    }),
  );
});
