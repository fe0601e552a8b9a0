import { describe as describeKey, keyPaths, loadExperiment, measuredNames, normalYaml } from "@goldilocks/spec";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { issuesAfterHead, load, withHead } from "./support.ts";

const estimatesOf = async (text: string): Promise<unknown> => (await load(withHead(text))).estimates;

describe("estimates", () => {
  test("a name stands for the method with its defaults", async () => {
    expect(await estimatesOf("estimates: [dead, ssll, mmcs.larger, mmcs.larger.next]")).toEqual([
      { method: "dead", atMost: 0, onlyConverged: true },
      { method: "ssll", peaks: "curves", onlyConverged: true },
      { method: "mmcs.larger", aboveChance: false, onlyConverged: true },
      { method: "mmcs.larger.next", aboveChance: false, onlyConverged: true },
    ]);
  });

  test("a map sets options, and keeps the other defaults", async () => {
    const text =
      "estimates:\n  - { method: dead, atMost: 2 }\n  - { method: ssll, peaks: values, onlyConverged: false }\n  - { aboveChance: true, method: mmcs.larger }";
    expect(await estimatesOf(text)).toEqual([
      { method: "dead", atMost: 2, onlyConverged: true },
      { method: "ssll", peaks: "values", onlyConverged: false },
      { method: "mmcs.larger", aboveChance: true, onlyConverged: true },
    ]);
  });

  test("one method may be asked with several options", async () => {
    expect(await estimatesOf("estimates: [dead, { method: dead, atMost: 1 }]")).toHaveLength(2);
  });

  test("a list replaces an inherited one, and an empty one leaves it out", async () => {
    const base = withHead("estimates: [dead, ssll]");
    const extended = (text: string): ReturnType<typeof load> =>
      load({ "base.yaml": base, "a.yaml": `extends: ./base.yaml\nname: y\n${text}` });
    expect((await extended("")).estimates).toHaveLength(2);
    expect((await extended("estimates: [mmcs.larger]")).estimates).toMatchObject([{ method: "mmcs.larger" }]);
    expect((await extended("estimates: []")).estimates).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ["a method that does not exist", "[ded]", ["3:13 SPEC_VALUE"]],
    ["a method in a map that does not exist", "[{ method: ded }]", ["3:23 SPEC_VALUE"]],
    ["a map without a method", "[{ atMost: 2 }]", ["3:13 SPEC_MISSING_KEY"]],
    ["an option of another method", "[{ method: dead, peaks: values }]", ["3:29 SPEC_DOES_NOT_FIT"]],
    ["an option that no method has", "[{ method: dead, most: 1 }]", ["3:29 SPEC_UNKNOWN_KEY"]],
    ["fewer than no dead elements", "[{ method: dead, atMost: -1 }]", ["3:37 SPEC_RANGE"]],
    ["a part of a dead element", "[{ method: dead, atMost: 0.5 }]", ["3:37 SPEC_TYPE"]],
    ["a peak of another kind", "[{ method: ssll, peaks: valleys }]", ["3:36 SPEC_VALUE"]],
    ["a word for a truth value", "[{ method: mmcs.larger, aboveChance: yes }]", ["3:49 SPEC_TYPE"]],
    ["a number", "[3]", ["3:13 SPEC_TYPE"]],
    ["no list", "dead", ["3:12 SPEC_TYPE"]],
    ["one method twice", "[dead, dead]", ["3:19 SPEC_DUPLICATE_VALUE"]],
    ["one method twice in two forms", "[dead, { method: dead, atMost: 0 }]", ["3:19 SPEC_DUPLICATE_VALUE"]],
  ])("%s is an issue at its place", async (_, text, issues) => {
    expect(await issuesAfterHead(`estimates: ${text}`)).toEqual(issues);
  });

  test("a method that is misspelt is told all that there are", async () => {
    const failure = load(withHead("estimates: [{ method: mmcs.large }]"));
    await expect(failure).rejects.toMatchObject({ issues: [{ hint: expect.stringContaining("mmcs.larger") }] });
  });

  test("the metrics they need are measured beside those asked for, and a figure can draw them", async () => {
    const text = "metrics: [l0]\nestimates: [mmcs.larger, ssll]";
    expect(measuredNames(await load(withHead(text)))).toEqual(["l0", "mmcs.larger", "ssll"]);
    const drawn = (column: string): Promise<string[]> =>
      issuesAfterHead(`${text}\nfigures: [{ kind: histogram, x: ${column} }]`);
    expect(await drawn("ssll")).toEqual([]);
    expect(await drawn("mmcs.larger.chance")).toEqual([]);
  });

  test("the normal form has every option, is an experiment with the same one, and knows nothing of what is not asked", async () => {
    const one = fc.oneof(
      fc.constantFrom("dead", "ssll", "mmcs.larger", "mmcs.larger.next"),
      fc.record({ method: fc.constant("dead"), atMost: fc.nat({ max: 9 }) }, { requiredKeys: ["method"] }),
      fc.record(
        { method: fc.constant("ssll"), peaks: fc.constantFrom("curves", "values"), onlyConverged: fc.boolean() },
        { requiredKeys: ["method"] },
      ),
    );
    const lists = fc.uniqueArray(one, { maxLength: 4, selector: (item) => JSON.stringify(item).length });
    await fc.assert(
      fc.asyncProperty(lists, async (list) => {
        if ((await issuesAfterHead(`estimates: ${JSON.stringify(list)}`)).length > 0) return;
        const experiment = await load(withHead(`estimates: ${JSON.stringify(list)}`));
        const again = await loadExperiment("a.yaml", { read: () => normalYaml(experiment) });
        expect(again.estimates).toEqual(experiment.estimates);
        expect(again.normal).toEqual(experiment.normal);
        if (list.length === 0) expect(experiment.normal).not.toHaveProperty("estimates");
      }),
      { numRuns: 30 },
    );
  });

  test("every key of theirs can be explained", () => {
    for (const key of ["method", "atMost", "peaks", "aboveChance", "onlyConverged"]) {
      expect(keyPaths).toContain(`estimates.${key}`);
    }
    expect(describeKey("estimates.method")?.values).toEqual(["dead", "ssll", "mmcs.larger", "mmcs.larger.next"]);
  });
});
