import { didYouMean, suggestAll } from "@goldilocks/diagnostics";
import { describe, expect, test } from "vitest";

const keys = ["data.active", "data.activationDim", "sae.l1Coefficient", "sae.l1Normalise", "sae.unitNorm", "l0"];

describe("suggestAll", () => {
  test.each<[string, readonly string[]]>([
    ["sae.l1", ["sae.l1Coefficient", "sae.l1Normalise"]],
    ["l1", ["l0", "sae.l1Coefficient", "sae.l1Normalise"]],
    ["data.activ", ["data.active", "data.activationDim"]],
    ["norm", ["sae.l1Normalise", "sae.unitNorm"]],
    ["data.actve", ["data.active"]],
    ["s", []],
    ["zebra", []],
    ["", []],
  ])("%j may be %j", (word, expected) => {
    expect(suggestAll(word, keys)).toEqual(expected);
  });

  test("names no more than it is asked for, and takes no time for a word beyond reason", () => {
    const many = Array.from({ length: 1000 }, (_, i) => `key${i}`);
    expect(suggestAll("key", many)).toHaveLength(3);
    expect(suggestAll("key", many, 5)).toHaveLength(5);
    expect(suggestAll("k".repeat(10_000), many)).toEqual([]);
  });
});

describe("didYouMean", () => {
  test("asks for one word or for several, and nothing where there is none", () => {
    expect(didYouMean("data.actve", keys)).toContain("data.active?");
    expect(didYouMean("data.activ", keys)).toContain("data.active or data.activationDim?");
    expect(didYouMean("l1", keys)).toContain("l0, sae.l1Coefficient or sae.l1Normalise?");
    expect(didYouMean("zebra", keys)).toBeUndefined();
  });
});
