import { loadExperiment, SpecError } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { issuesAfterHead, issuesOf, withHead } from "./support.ts";

const issuesOfBytes = async (bytes: Uint8Array): Promise<string[]> => {
  try {
    await loadExperiment("a.yaml", { read: () => bytes });
    return [];
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.issues.map(({ code, span }) => `${span?.start.line}:${span?.start.column} ${code}`);
  }
};

const text = withHead("title: Größe\n");

/** A text in UTF-16 or UTF-32, with the byte order mark or without. */
function wide(written: string, size: 2 | 4, little: boolean): Buffer {
  const points = Array.from(written, (character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(size * points.length);
  for (const [index, point] of points.entries()) {
    if (little) bytes.writeUIntLE(point, size * index, size);
    else bytes.writeUIntBE(point, size * index, size);
  }
  return bytes;
}

describe("the encoding of a file", () => {
  test("UTF-8 is right, with a byte order mark or without", async () => {
    expect(await issuesOfBytes(Buffer.from(text))).toEqual([]);
    expect(await issuesOfBytes(Buffer.from(`\uFEFF${text}`))).toEqual([]);
    const { title } = await loadExperiment("a.yaml", { read: () => Buffer.from(`\uFEFF${text}`) });
    expect(title).toBe("Größe");
  });

  test("Latin-1 is an issue at the first byte that is no UTF-8", async () => {
    expect(await issuesOfBytes(Buffer.from(text, "latin1"))).toEqual(["3:10 SPEC_ENCODING"]);
  });

  test.each<[string, readonly number[]]>([
    ["a byte that begins nothing", [0x80]],
    ["a character that is cut off", [0xc3]],
    ["a character written too long", [0xc0, 0xaf]],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
    ["a number beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
  ])("%s is an issue at its place", async (_, bytes) => {
    const file = Buffer.concat([
      Buffer.from("goldilocks: 1\nname: x\ntitle: ü"),
      Buffer.from(bytes),
      Buffer.from("\n"),
    ]);
    expect(await issuesOfBytes(file)).toEqual(["3:9 SPEC_ENCODING"]);
  });

  test.each([true, false])(
    "UTF-16 and UTF-32 are an issue, with a mark or without (little endian: %s)",
    async (little) => {
      for (const size of [2, 4] as const) {
        expect(await issuesOfBytes(wide(`\uFEFF${text}`, size, little))).toEqual(["1:1 SPEC_ENCODING"]);
        expect(await issuesOfBytes(wide(text, size, little))).toEqual(["1:1 SPEC_ENCODING"]);
      }
    },
  );

  test("of a file that another extends is looked at too", async () => {
    const files: Readonly<Record<string, Uint8Array>> = {
      "a.yaml": Buffer.from("{ goldilocks: 1, name: x, extends: ./b.yaml }"),
      "b.yaml": Buffer.from("title: é", "latin1"),
    };
    const loaded = loadExperiment("a.yaml", { read: (path) => files[path] ?? "" });
    await expect(loaded).rejects.toMatchObject({ issues: [{ code: "SPEC_ENCODING", span: { file: "b.yaml" } }] });
  });
});

describe("characters", () => {
  test.each([
    ["NUL", "title: a\0b", "3:9 SPEC_CHARACTER"],
    ["an escape sequence", "title: a\u001B[31m", "3:9 SPEC_CHARACTER"],
    ["DEL", "# \u007F", "3:3 SPEC_CHARACTER"],
    ["half of a surrogate pair", "title: a\uD800b", "3:9 SPEC_CHARACTER"],
    ["half of a surrogate pair, escaped", 'title: "a\\uD800b"', "3:8 SPEC_CHARACTER"],
    ["half of a surrogate pair in a key", '"a\\uDC00": 1', "3:1 SPEC_CHARACTER"],
    ["NUL, escaped, in a title", 'title: "a\\0b"', "3:8 SPEC_CHARACTER"],
    ["an escape sequence, escaped, in a title", 'title: "\\e[31m"', "3:8 SPEC_CHARACTER"],
    ["U+FFFE, escaped, in a title", 'title: "a\\uFFFEb"', "3:8 SPEC_CHARACTER"],
    [
      "a control character in a figure's title",
      'figures: [{ kind: histogram, x: mmcs.truth, title: "a\\x07b" }]',
      "3:52 SPEC_CHARACTER",
    ],
    [
      "a control character in a caption",
      'figures: [{ kind: histogram, x: mmcs.truth, caption: "a\\x0Bb" }]',
      "3:54 SPEC_CHARACTER",
    ],
    [
      "a control character in the label of a variant",
      'grid: { variant: { "a\\x01": {}, b: {} } }',
      "3:20 SPEC_CHARACTER",
    ],
    ["a control character in the name of an axis", 'grid: { "a\\x01": { b: {} } }', "3:9 SPEC_CHARACTER"],
  ])("%s is an issue at its place", async (_, line, issue) => {
    expect(await issuesAfterHead(line)).toContain(issue);
  });

  test("a whole pair, an emoji and a byte order mark before a text are right", async () => {
    expect(await issuesAfterHead('title: "🐻 \\U0001F43B"')).toEqual([]);
    expect(await issuesOf(`\uFEFF${withHead("")}`)).toEqual([]);
  });

  test("tabs and line breaks in a text are right, escaped or not", async () => {
    expect(await issuesAfterHead('title: "a\\tb\\nc"\ndescription: |\n  two\n  lines')).toEqual([]);
  });

  test("--set is looked at like a file", async () => {
    expect(await issuesOf(withHead(""), { set: ["title=a\0b"] })).toEqual(["--set:1:8 SPEC_CHARACTER"]);
  });
});

describe("what YAML 1.2 no longer has", () => {
  test.each<[string, string, readonly string[]]>([
    ["%YAML 1.1", `%YAML 1.1\n---\n${withHead("")}`, ["a.yaml:1:1 SPEC_DIRECTIVE"]],
    ["a version to come", `%YAML 1.3\n---\n${withHead("")}`, ["a.yaml:1:1 SPEC_DIRECTIVE"]],
    ["%TAG", `# a\n%TAG ! tag:x,2000:\n---\n${withHead("")}`, ["a.yaml:2:1 SPEC_DIRECTIVE"]],
    ["a merge key", withHead("train: { <<: { steps: 1 } }"), ["a.yaml:3:10 SPEC_MERGE_KEY"]],
    ["a number of base 8", withHead("train.steps: 010"), ["a.yaml:3:14 SPEC_OCTAL"]],
    ["a number with a 0 in front", withHead("seeds.init: 08"), ["a.yaml:3:13 SPEC_OCTAL"]],
    ["a number of base 60", withHead("train.steps: 1:30"), ["a.yaml:3:14 SPEC_TYPE"]],
    ["a number with underscores", withHead("train.steps: 1_000"), ["a.yaml:3:14 SPEC_TYPE"]],
    ["on for true", withHead("sae.tied: on"), ["a.yaml:3:11 SPEC_TYPE"]],
  ])("%s is an issue at its place", async (_, file, issues) => {
    expect(await issuesOf(file)).toEqual(issues);
  });

  test.each([
    ["%YAML 1.2", `%YAML 1.2\n---\n${withHead("")}`],
    ["a quoted number with a 0 in front", withHead("grid: { variant: { '01': {} } }")],
    ["a number of base 8 as YAML 1.2 writes it", withHead("train.steps: 0o17")],
    ["anchors and aliases", withHead("data: &small { nFeatures: 8 }\nprofiles: { a: { data: *small } }")],
  ])("%s is right", async (_, file) => {
    expect(await issuesOf(file)).toEqual([]);
  });
});
