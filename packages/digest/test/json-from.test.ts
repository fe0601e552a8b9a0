import { isNestedDeeper, type Json, jsonFrom } from "@goldilocks/digest";
import * as fc from "fast-check";
import { expect, test } from "vitest";

/** Levels of lists and maps in a value, counted another way. */
function levelsOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

test("levels are counted as the parsed value has them, whatever its texts hold", () => {
  const text = fc.string({ unit: fc.constantFrom("\\", '"', "[", "{", "]", "}", "a", ",") });
  const value = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof({ depthSize: "medium" }, text, fc.array(tie("node")), fc.dictionary(text, tie("node"))),
  })).node;
  fc.assert(
    fc.property(value, (one) => {
      const [json, levels] = [JSON.stringify(one), levelsOf(one)];
      expect([isNestedDeeper(json, levels), isNestedDeeper(json, levels - 1)]).toEqual([false, levels > 0]);
    }),
  );
});

test("a text that is no JSON, or is nested too deep for recursion, has no value", () => {
  expect(jsonFrom('{"a":[1,"x"]}')).toEqual({ a: [1, "x"] });
  expect(jsonFrom("{")).toBeUndefined();
  expect(jsonFrom("[".repeat(256) + "]".repeat(256))).toBeDefined();
  expect(jsonFrom("[".repeat(257) + "]".repeat(257))).toBeUndefined();
  expect(jsonFrom('{"a":'.repeat(200_000) + "1" + "}".repeat(200_000))).toBeUndefined();
});

test("a text of quotes and backslashes takes time by its length", () => {
  expect(isNestedDeeper(`["${"\\".repeat(2_000_000)}"]`, 9)).toBe(false);
  expect(isNestedDeeper(`["${'\\"'.repeat(1_000_000)}"]`, 9)).toBe(false);
});
