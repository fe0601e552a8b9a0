import { describe, expect, test } from "vitest";
import { issuesOf, load, withHead, type Files } from "./support.ts";

const child = (text: string): string => withHead(`extends: ./b.yaml\n${text}`);

/** Where x and y link to their own folder. */
const withoutLinks = (path: string): string => path.replaceAll(/[xy]\//gu, "");

/** A file that extends another. */
const over = (own: string, base: string): Files => ({ "a.yaml": child(own), "b.yaml": base });

describe("merging", () => {
  test("maps merge deeply, single values and lists are replaced", async () => {
    const { settings, metrics } = await load({
      "a.yaml": child("data: { nFeatures: 64 }\nmetrics: [l0]"),
      "b.yaml": "data: { nFeatures: 32, activationDim: 16 }\nmetrics: [dead, mmcs.truth]",
    });
    expect(settings.data).toMatchObject({ nFeatures: 64, activationDim: 16 });
    expect(metrics).toEqual(["l0"]);
  });

  test("of several files the later wins, and this file over both", async () => {
    const { settings } = await load({
      "a.yaml": withHead("extends: [b.yaml, c.yaml]\ntrain.steps: 3"),
      "b.yaml": "train: { steps: 1, batch: 1 }\nsae.dictSize: 1",
      "c.yaml": "train: { steps: 2, batch: 2 }",
    });
    expect([settings.train.steps, settings.train.batch, settings.sae.dictSize]).toEqual([3, 2, 1]);
  });

  test("a kind that changes takes the keys that no longer fit with it", async () => {
    const none = await load(over("data.decay.kind: none", "data.decay: { kind: power, rate: 0.9 }"));
    const other = await load(over("data.decay.kind: geometric", "data.decay: { kind: power, rate: 0.9 }"));
    const back = await load(over("data: { decay: { kind: power } }", "data.decay.kind: none"));
    expect(none.settings.data.decay).toEqual({ kind: "none" });
    expect(other.settings.data.decay).toEqual({ kind: "geometric", rate: 0.9 });
    expect(back.settings.data.decay).toEqual({ kind: "power", rate: 0.99 });
  });

  test("a key that does not fit an inherited kind is an issue where it was written", async () => {
    const files = { "a.yaml": child("data.decay.rate: 0.5"), "b.yaml": "data.decay.kind: none" };
    expect(await issuesOf(files)).toEqual(["a.yaml:4:18 SPEC_DOES_NOT_FIT"]);
  });

  test("an axis is replaced whole and keeps its place, a new one follows, null leaves one out", async () => {
    const { axes } = await load({
      "a.yaml": child("grid: { sae.dictSize: [8], data.jitter: [0, 1], variant: null, zip: { z: null } }"),
      "b.yaml":
        "grid: { sae.dictSize: { ratioOf: data.nFeatures, values: [1, 2] }, variant: { u: {}, v: {} }, zip: { z: { seeds.init: [1, 2] } }, train.steps: [1, 2] }",
    });
    expect(axes.map(({ name, points }) => [name, points.length])).toEqual([
      ["sae.dictSize", 1],
      ["train.steps", 2],
      ["data.jitter", 2],
    ]);
  });

  test("a null grid leaves out every inherited axis", async () => {
    const { axes } = await load({ "a.yaml": child("grid: null"), "b.yaml": "grid: { sae.dictSize: [8] }" });
    expect(axes).toEqual([]);
  });

  test("profiles are inherited and merge by name", async () => {
    const files = {
      "a.yaml": child("profiles: { smoke: { train.steps: 7 } }"),
      "b.yaml": "profiles: { smoke: { train: { steps: 5, batch: 8 } }, post: { train.steps: 9 } }",
    };
    expect((await load(files, { profile: "smoke" })).settings.train).toMatchObject({ steps: 7, batch: 8 });
    expect((await load(files, { profile: "post" })).settings.train).toMatchObject({ steps: 9, batch: 256 });
  });

  test("title and description stay behind when the name changes, and only then", async () => {
    const base = "name: b\ntitle: T\ndescription: D";
    const renamed = await load({ "a.yaml": child(""), "b.yaml": base });
    const kept = await load({ "a.yaml": "goldilocks: 1\nextends: b.yaml", "b.yaml": base });
    expect([renamed.name, renamed.title, renamed.description]).toEqual(["x", "x", undefined]);
    expect([kept.name, kept.title, kept.description]).toEqual(["b", "T", "D"]);
  });
});

describe("where files are looked for", () => {
  test("a path starts at the folder of the file that writes it", async () => {
    const { settings, sources } = await load({
      "a.yaml": withHead("extends: ./lib/b.yaml"),
      "lib/b.yaml": "extends: ../other/./c.yaml",
      "other/c.yaml": "train.steps: 3",
    });
    expect(settings.train.steps).toBe(3);
    expect(sources.map(({ file }) => file)).toEqual(["other/c.yaml", "lib/b.yaml", "a.yaml"]);
  });

  test("a path may be absolute, and may lead out of the workspace", async () => {
    const { settings } = await load({
      "a.yaml": withHead("extends: [/papers/b.yaml, ../c.yaml]"),
      "/papers/b.yaml": "train.steps: 3",
      "../c.yaml": "train.batch: 4",
    });
    expect([settings.train.steps, settings.train.batch]).toEqual([3, 4]);
  });

  test("a file that two others extend is read once", async () => {
    const { sources } = await load({
      "a.yaml": withHead("extends: [b.yaml, c.yaml]"),
      "b.yaml": "extends: d.yaml\ntrain.steps: 1",
      "c.yaml": "extends: d.yaml\ntrain.batch: 1",
      "d.yaml": "sae.dictSize: 4",
    });
    expect(sources.map(({ file }) => file)).toEqual(["d.yaml", "b.yaml", "c.yaml", "a.yaml"]);
  });
});

describe("what goes wrong", () => {
  test("an issue of a base points into the base", async () => {
    const files = { "a.yaml": child(""), "b.yaml": "data:\n  nFeatures: 0" };
    expect(await issuesOf(files)).toEqual(["b.yaml:2:14 SPEC_RANGE"]);
  });

  test("an issue between values points at the one that was written last", async () => {
    const files = { "a.yaml": child("data.nFeatures: 4"), "b.yaml": "data:\n  active: 5" };
    expect(await issuesOf(files)).toEqual(["b.yaml:2:11 SPEC_RANGE"]);
  });

  test("issues of several files come together", async () => {
    const files = { "a.yaml": child("foo: 1"), "b.yaml": "bar: 1" };
    expect(await issuesOf(files)).toEqual(["a.yaml:4:1 SPEC_UNKNOWN_KEY", "b.yaml:1:1 SPEC_UNKNOWN_KEY"]);
  });

  test.each([
    ["a missing file", "nowhere.yaml", "SPEC_FILE_MISSING"],
    ["an http address", "http://host/b.yaml", "SPEC_EXTENDS_URL"],
    ["an https address", "https://host/b.yaml", "SPEC_EXTENDS_URL"],
    ["a file address", "file:///b.yaml", "SPEC_EXTENDS_URL"],
    ["a network share", "//host/b.yaml", "SPEC_EXTENDS_URL"],
    ["itself", "./a.yaml", "SPEC_EXTENDS_CYCLE"],
  ])("%s is an issue at its place", async (_, reference, code) => {
    expect(await issuesOf(withHead(`extends: ${reference}`))).toEqual([`a.yaml:3:10 ${code}`]);
  });

  test("a circle of files is an issue where it closes", async () => {
    const files = { "a.yaml": child(""), "b.yaml": "extends: c.yaml", "c.yaml": "train.steps: 1\nextends: a.yaml" };
    expect(await issuesOf(files)).toEqual(["c.yaml:2:10 SPEC_EXTENDS_CYCLE"]);
  });

  test("a chain without end is an issue", async () => {
    const files: { [path: string]: string } = { "a.yaml": withHead("extends: f0.yaml") };
    for (let i = 0; i < 100; i++) files[`f${i}.yaml`] = `extends: f${i + 1}.yaml`;
    expect(await issuesOf(files)).toEqual(["f30.yaml:1:10 SPEC_EXTENDS_LIMIT"]);
  });

  test("a diamond of thirty storeys is read once a file", async () => {
    const files: { [path: string]: string } = { "a.yaml": withHead("extends: [f0.yaml, g0.yaml]") };
    for (let i = 0; i < 30; i++) {
      const below = i === 29 ? "train.steps: 1" : `extends: [f${i + 1}.yaml, g${i + 1}.yaml]`;
      files[`f${i}.yaml`] = below;
      files[`g${i}.yaml`] = below;
    }
    const { settings, sources } = await load(files);
    expect([settings.train.steps, sources.length]).toEqual([1, 61]);
  });

  test("a folder that links to itself is a circle, whatever path leads there", async () => {
    const a = withHead("extends: [x/a.yaml, y/a.yaml]");
    const read = (): string => a;
    const issues = await issuesOf("", { read, identify: withoutLinks });
    expect(issues).toEqual(["a.yaml:3:11 SPEC_EXTENDS_CYCLE", "a.yaml:3:21 SPEC_EXTENDS_CYCLE"]);
  });

  test.each([
    ["more files than belong to one experiment", 64, "train.steps: 1"],
    ["more text than belongs to one experiment", 5, `# ${"x".repeat(1_000_000)}\ntrain.steps: 1`],
    ["more values than belong to one experiment", 5, `x: [${"1,".repeat(49_990)}]`],
  ])("%s are an issue", async (_, count, text) => {
    const names = Array.from({ length: count }, (__, i) => `f${i}.yaml`);
    const files = Object.fromEntries(names.map((name) => [name, text]));
    const list = `extends: [${names.join(", ")}]`;
    const issues = await issuesOf({ ...files, "a.yaml": withHead(list) });
    expect(issues.filter((issue) => issue.endsWith("LIMIT"))).toEqual([
      `a.yaml:3:${list.indexOf(names.at(-1) ?? "") + 1} SPEC_EXTENDS_LIMIT`,
    ]);
  });

  test("one file that is named a hundred times by each of others is an issue, and not merged so often", async () => {
    const all = `extends: [${"b.yaml, ".repeat(99)}b.yaml]`;
    const files = {
      "a.yaml": withHead("extends: [f.yaml, g.yaml]"),
      "f.yaml": all,
      "g.yaml": all,
      "b.yaml": "seeds.init: 1",
    };
    expect(await issuesOf(files)).toEqual([expect.stringMatching(/^g\.yaml:1:\d+ SPEC_EXTENDS_LIMIT$/u)]);
  });

  test.each([
    ["EISDIR", "SPEC_FILE_UNREADABLE"],
    ["ENOTREG", "SPEC_FILE_UNREADABLE"],
    ["EFBIG", "SPEC_FILE_TOO_LARGE"],
    ["ENOTDIR", "SPEC_FILE_MISSING"],
  ])("a base whose reading fails with %s is an issue at its place", async (reason, code) => {
    const read = (path: string): string => {
      if (path === "a.yaml") return child("");
      throw Object.assign(new Error(path), { code: reason });
    };
    expect(await issuesOf("", { read })).toEqual([`a.yaml:3:10 ${code}`]);
  });

  test("an empty base is an issue", async () => {
    expect(await issuesOf({ "a.yaml": child(""), "b.yaml": "" })).toEqual(["b.yaml:1:1 SPEC_EMPTY_FILE"]);
  });
});
