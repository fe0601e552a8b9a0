import { loadExperiment, SpecError } from "@goldilocks/spec";
import { describe, expect, test, vi } from "vitest";
import { head, issuesAfterHead, issuesOf, load, withHead } from "./support.ts";

// Many runs, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

const many = (count: number, unit: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => unit(i)).join();

describe("what is no YAML document", () => {
  test.each<[string, string, readonly string[]]>([
    ["an empty file", "", ["a.yaml:1:1 SPEC_EMPTY_FILE"]],
    ["comments alone", "# nothing\n", ["a.yaml:1:1 SPEC_EMPTY_FILE"]],
    ["a syntax error", "a: [1, 2\nb: 3\n", ["a.yaml:2:1 SPEC_YAML"]],
    ["a tab for an indent", "data:\n\tjitter: 1", ["a.yaml:2:1 SPEC_YAML"]],
    ["a list", "- 1", ["a.yaml:1:1 SPEC_TYPE"]],
    ["a word", "hello", ["a.yaml:1:1 SPEC_TYPE"]],
    ["null", "~", ["a.yaml:1:1 SPEC_TYPE"]],
    ["two documents", `${head}\n---\n${head}`, ["a.yaml:2:1 SPEC_MULTIPLE_DOCUMENTS"]],
    ["a key twice", "goldilocks: 1\nname: a\nname: b", ["a.yaml:3:1 SPEC_DUPLICATE_KEY"]],
    ["a tag", "goldilocks: 1\nname: !js/function x", ["a.yaml:2:7 SPEC_TAG"]],
    ["an alias without an anchor", "goldilocks: 1\nname: *x", ["a.yaml:2:7 SPEC_ALIAS"]],
    ["an alias of what holds it", "goldilocks: 1\nname: &x [*x]", ["a.yaml:2:11 SPEC_ALIAS", "a.yaml:2:10 SPEC_TYPE"]],
    ["a key that is a list", "? [1]\n: 2", ["a.yaml:1:3 SPEC_YAML"]],
    [
      "a merge key",
      withHead("base: &b { steps: 1 }\ntrain: { <<: *b }"),
      ["a.yaml:3:1 SPEC_UNKNOWN_KEY", "a.yaml:4:10 SPEC_MERGE_KEY"],
    ],
  ])("%s is an issue", async (_, text, issues) => {
    expect((await issuesOf(text)).toSorted()).toEqual(issues.toSorted());
  });

  test("values nested without end are an issue, not an exhausted stack", async () => {
    for (const text of ["[".repeat(1_000_000), "a: ".repeat(100_000), "- ".repeat(200_000)]) {
      const [issue] = await issuesOf(text);
      expect(issue).toMatch(/SPEC_TOO_DEEP|SPEC_YAML/u);
    }
  });

  test("a billion laughs are an issue, and take no time", async () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    const issues = await issuesOf(`a0: &a0 lol\n${bomb.join("\n")}`);
    expect(issues.some((issue) => issue.endsWith("SPEC_ALIAS"))).toBe(true);
  });

  test("a file beyond a mebibyte is an issue", async () => {
    expect(await issuesOf(`${head} # ${"x".repeat(1_048_576)}`)).toEqual(["SPEC_FILE_TOO_LARGE"]);
  });

  test("a file of more values than any experiment has is an issue", async () => {
    const [issue] = await issuesOf(`goldilocks: 1\nname: x\nmetrics: [${"1,".repeat(250_000)}]`);
    expect(issue).toBe("a.yaml:1:1 SPEC_FILE_TOO_LARGE");
  });

  test("a file of thousands of directives ends soon, with the first of them", async () => {
    const issues = await issuesOf("%x\n".repeat(6000));
    expect([issues.length, issues[0], issues[300]]).toEqual([301, "a.yaml:1:1 SPEC_DIRECTIVE", "SPEC_MORE_ISSUES"]);
  });

  // A time that grew with the square of these would be minutes.
  test.each<[string, string, string, number]>([
    ["unknown keys", many(6000, (i) => `k${i}: 1`), "SPEC_UNKNOWN_KEY", 1],
    ["keys much like a known one", many(6000, (i) => `sae.dictSiz${i}: 1`), "SPEC_UNKNOWN_KEY", 1],
    ["unknown axes", `grid: { ${many(6000, (i) => `k.${i}: [1]`)} }`, "SPEC_UNKNOWN_AXIS", 300],
    ["keys that are there already", many(6000, () => "title: y"), "SPEC_DUPLICATE_KEY", 300],
    ["numbers of base 8", `metrics: [${many(6000, () => "017")}]`, "SPEC_OCTAL", 299],
    ["tags", `metrics: [${many(6000, () => "!x l0")}]`, "SPEC_TAG", 20],
    ["anchors of nothing", `metrics: [${many(6000, () => "& & l0")}]`, "SPEC_YAML", 20],
    ["wrong metrics", `metrics: [${many(6000, (i) => `m${i}`)}]`, "SPEC_VALUE", 1],
    ["wrong profiles", `profiles: { ${many(6000, (i) => `p${i}: { train.setps: 1 }`)} }`, "SPEC_UNKNOWN_KEY", 1],
    ["wrong claims", `claims: [${many(6000, () => "{ clam: l0 }")}]`, "SPEC_RANGE", 1],
  ])("a file of thousands of %s ends soon, with the first of them", async (_, text, code, told) => {
    const issues = await issuesOf(`{ goldilocks: 1, name: x, ${text} }`);
    expect(issues.filter((issue) => issue.endsWith(code))).toHaveLength(told);
    expect(issues.length).toBeLessThanOrEqual(301);
    expect(issues.includes("SPEC_MORE_ISSUES")).toBe(issues.length > 300);
  });
});

const reading = (code: string | undefined): Promise<unknown> =>
  loadExperiment("a.yaml", {
    read: () => {
      throw Object.assign(new Error("no"), { code });
    },
  }).catch((error: unknown) => error);

describe("files that cannot be read", () => {
  test.each([
    ["ENOENT", "SPEC_FILE_MISSING"],
    ["EISDIR", "SPEC_FILE_UNREADABLE"],
    ["EACCES", "SPEC_FILE_UNREADABLE"],
    [undefined, "SPEC_FILE_UNREADABLE"],
  ])("a reader's %s is %s", async (code, expected) => {
    const error = await reading(code);
    expect(error).toBeInstanceOf(SpecError);
    expect(error).toMatchObject({ issues: [{ code: expected }] });
  });
});

describe("keys and values", () => {
  test.each<[string, string, readonly string[]]>([
    ["an unknown key", "dat: {}", ["3:1 SPEC_UNKNOWN_KEY"]],
    ["an unknown nested key", "data: { nFeature: 3 }", ["3:9 SPEC_UNKNOWN_KEY"]],
    ["an unknown key two maps deep", "train:\n  optimizer:\n    rate: 3", ["5:5 SPEC_UNKNOWN_KEY"]],
    ["an unknown dotted key", "data.nFeature: 3", ["3:1 SPEC_UNKNOWN_KEY"]],
    [
      "a key named like a prototype",
      "__proto__: 3\ndata: { constructor: 1 }",
      ["3:1 SPEC_UNKNOWN_KEY", "4:9 SPEC_UNKNOWN_KEY"],
    ],
    ["a text for a number", 'data: { nFeatures: "512" }', ["3:20 SPEC_TYPE"]],
    ["a fraction for a whole number", "data: { nFeatures: 1.5 }", ["3:20 SPEC_TYPE"]],
    ["a list for a map", "data: []", ["3:7 SPEC_TYPE"]],
    ["nothing for a value", "data:", ["3:6 SPEC_TYPE"]],
    ["yes for true", "data: { forceActive: yes }", ["3:22 SPEC_TYPE"]],
    ["a negative size", "data: { nFeatures: -1 }", ["3:20 SPEC_RANGE"]],
    ["a size of zero", "sae: { dictSize: 0 }", ["3:18 SPEC_RANGE"]],
    ["a size beyond all machines", "sae: { dictSize: 1e9 }", ["3:18 SPEC_RANGE"]],
    ["no steps", "train: { steps: 0 }", ["3:17 SPEC_RANGE"]],
    ["a negative L1 coefficient", "sae: { l1Coefficient: -0.1 }", ["3:23 SPEC_RANGE"]],
    ["not a number", "sae: { l1Coefficient: .nan }", ["3:23 SPEC_NOT_FINITE"]],
    ["infinity", "sae: { l1Coefficient: .inf }", ["3:23 SPEC_NOT_FINITE"]],
    ["a number beyond doubles", "sae: { l1Coefficient: 1e999 }", ["3:23 SPEC_NOT_FINITE"]],
    ["a seed beyond 32 bits", "seeds: { init: 4294967296 }", ["3:16 SPEC_RANGE"]],
    ["a negative seed", "seeds: { init: -1 }", ["3:16 SPEC_RANGE"]],
    ["a kind that does not exist", "data: { decay: { kind: powr } }", ["3:24 SPEC_VALUE"]],
    ["a rate that does not fit its kind", "data: { decay: { kind: none, rate: 0.9 } }", ["3:30 SPEC_DOES_NOT_FIT"]],
    ["more active features than features", "data: { nFeatures: 4, active: 5 }", ["3:31 SPEC_RANGE"]],
    ["a dead window of zero", "evaluate: { deadWindow: 0 }", ["3:25 SPEC_RANGE"]],
    ["a dead window that is no number", "evaluate: { deadWindow: long }", ["3:25 SPEC_TYPE"]],
    ["an unknown metric", "metrics: [mmcs.truht]", ["3:11 SPEC_VALUE"]],
    ["no metric", "metrics: []", ["3:10 SPEC_EMPTY"]],
    ["a metric twice", "metrics: [l0, dead, l0]", ["3:21 SPEC_DUPLICATE_VALUE"]],
    ["no repeats", "repeats: 0", ["3:10 SPEC_RANGE"]],
    ["repeats over no seed there is", "repeats: { over: [seed], n: 2 }", ["3:19 SPEC_VALUE"]],
    ["repeats without a number", "repeats: { over: [init] }", ["3:10 SPEC_MISSING_KEY"]],
    ["repeats beyond the last seed", "seeds.init: 4294967295\nrepeats: { over: [init], n: 2 }", ["4:10 SPEC_RANGE"]],
    ["a device that does not exist", "device: tpu", ["3:9 SPEC_VALUE"]],
    ["a setting dotted and nested", "data.jitter: 1\ndata: { jitter: 2 }", ["4:9 SPEC_DUPLICATE_KEY"]],
  ])("%s is an issue at its place", async (_, text, issues) => {
    expect(await issuesAfterHead(text)).toEqual(issues);
  });

  test("another version of the language is an issue", async () => {
    expect(await issuesOf("goldilocks: 2\nname: x")).toEqual(["a.yaml:1:13 SPEC_VERSION"]);
  });

  test("a file without language or name is an issue", async () => {
    expect(await issuesOf("title: x")).toEqual(["a.yaml:1:1 SPEC_MISSING_KEY", "a.yaml:1:1 SPEC_MISSING_KEY"]);
  });

  test("a name that is no name of a folder is an issue", async () => {
    expect(await issuesOf("goldilocks: 1\nname: ../x")).toEqual(["a.yaml:2:7 SPEC_NAME"]);
  });

  test("all issues of a file come at once, in the order of its lines", async () => {
    const text = [
      "foo: 1",
      "data: { jitter: x, nFeatures: 0 }",
      "grid: { sae.dictSiz: [1] }",
      "figures: [{ kind: line }]",
      "profiles: { a: { bar: 1 } }",
    ];
    expect(await issuesAfterHead(text.join("\n"))).toEqual([
      "3:1 SPEC_UNKNOWN_KEY",
      "4:17 SPEC_TYPE",
      "4:31 SPEC_RANGE",
      "5:9 SPEC_UNKNOWN_AXIS",
      "6:11 SPEC_MISSING_KEY",
      "6:11 SPEC_MISSING_KEY",
      "7:18 SPEC_UNKNOWN_KEY",
    ]);
  });

  test("what the rest of the file says is still checked beside a wrong value", async () => {
    const text = "data: { jitter: x }\nfigures: [{ kind: histogram, x: mmcs.thruth }]";
    expect(await issuesAfterHead(text)).toEqual(["3:17 SPEC_TYPE", "4:33 SPEC_UNKNOWN_COLUMN"]);
  });

  test("a metric that is misspelt is not reported again by the figure that uses it", async () => {
    const text = "metrics: [l00]\nfigures: [{ kind: histogram, x: l0 }]";
    expect(await issuesAfterHead(text)).toEqual(["3:11 SPEC_VALUE"]);
  });

  test("every issue has a hint", async () => {
    const text = withHead("dat: {}\nsae: { dictSize: 0 }\ngrid: { data.x: [1] }\nmetrics: [x]");
    await expect(load(text)).rejects.toSatisfy(
      (error) =>
        error instanceof SpecError &&
        error.issues.length === 4 &&
        error.issues.every(({ hint }) => (hint?.length ?? 0) > 0),
    );
  });
});
