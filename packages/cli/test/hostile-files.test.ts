import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoldilocksError } from "@goldilocks/diagnostics";
import { loadExperiment } from "@goldilocks/spec";
import { describe, expect, test } from "vitest";
import { filesOf } from "../src/experiment-files.ts";
import { foundBytes, foundText } from "../src/found-file.ts";
import { figureFile } from "../src/rerun/figure-file.ts";
import { findWorkspace } from "../src/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "goldilocks-hostile-"));
const at = (name: string): string => join(folder, name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);

/** Codes of what is wrong, with their places. */
function issuesOf(error: unknown): readonly string[] {
  if (!(error instanceof GoldilocksError)) throw error;
  return error.issues.map(({ code, span, hint }) => {
    expect(hint).toBeTypeOf("string");
    return span === undefined ? code : `${span.file}:${span.start.line}:${span.start.column} ${code}`;
  });
}

const load = (file: string): Promise<readonly string[]> =>
  loadExperiment(file, filesOf(folder)).then(() => [], issuesOf);

const key = "0123456789abcdef".repeat(4);

describe("an experiment's file", () => {
  const head = "goldilocks: 1\nname: x\n";
  execFileSync("mkfifo", [at("pipe.yaml")]);

  test("is no pipe, no device, no folder and no sparse terabyte", async () => {
    write("sparse.yaml", "");
    truncateSync(at("sparse.yaml"), 2 ** 40);
    symlinkSync("/dev/zero", at("zero.yaml"));
    mkdirSync(at("folder.yaml"));
    expect(await load("pipe.yaml")).toEqual(["SPEC_FILE_UNREADABLE"]);
    expect(await load("zero.yaml")).toEqual(["SPEC_FILE_UNREADABLE"]);
    expect(await load("folder.yaml")).toEqual(["SPEC_FILE_UNREADABLE"]);
    expect(await load("sparse.yaml")).toEqual(["SPEC_FILE_TOO_LARGE"]);
  });

  test("extends no pipe", async () => {
    write("over-pipe.yaml", `${head}extends: ./pipe.yaml\n`);
    expect(await load("over-pipe.yaml")).toEqual(["over-pipe.yaml:3:10 SPEC_FILE_UNREADABLE"]);
  });

  test("extends itself, whichever of the links to its own folder leads there", async () => {
    symlinkSync(".", at("a"));
    symlinkSync(".", at("b"));
    write("loop.yaml", `${head}extends: [a/loop.yaml, b/loop.yaml]\n`);
    expect(await load("loop.yaml")).toEqual(["loop.yaml:3:11 SPEC_EXTENDS_CYCLE", "loop.yaml:3:24 SPEC_EXTENDS_CYCLE"]);
  });

  test("that is a link starts at the folder of the link", async () => {
    mkdirSync(at("here"));
    mkdirSync(at("there"));
    write("there/own.yaml", `${head}extends: ./base.yaml\n`);
    write("here/base.yaml", "train.steps: 3\n");
    symlinkSync("../there/own.yaml", at("here/own.yaml"));
    expect((await loadExperiment("here/own.yaml", filesOf(folder))).settings.train.steps).toBe(3);
  });
});

const outcomeOf = (name: string): Promise<unknown> =>
  figureFile(name, findWorkspace({ INIT_CWD: folder }, folder)).then((found) => found?.key, issuesOf);

const carrying = (hash: string, spec: string, more = ""): Promise<unknown> => {
  const escaped = spec.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  write(
    "figure.svg",
    `<svg><figure xmlns="urn:goldilocks:figure"><key>${hash}</key><spec>${escaped}</spec>${more}</figure></svg>`,
  );
  return outcomeOf("figure.svg");
};

describe("a figure's file", () => {
  test.each([
    ["a path for its hash", "../../../../etc/passwd", "{}", ["CLI_BAD_HASH"]],
    ["nothing for its hash", "", "{}", ["CLI_BAD_HASH"]],
    ["a name of every object for its hash", "__proto__", "{}", ["CLI_BAD_HASH"]],
    [
      "an experiment that extends a file",
      key,
      '{"extends":"/etc/passwd","goldilocks":1,"name":"x"}',
      ["SPEC_NORMAL_FORM"],
    ],
    ["null for its experiment", key, "null", ["SPEC_NORMAL_FORM"]],
    ["half an experiment", key, '{"goldilocks":1,', ["SPEC_NORMAL_FORM"]],
    ["an experiment of 200,000 levels", key, "[".repeat(200_000) + "]".repeat(200_000), ["SPEC_TOO_DEEP"]],
    ["a difference of nothing", key, '{"difference":{}}', ["CLI_NO_EXPERIMENT"]],
    ["a difference of escapes", key, '{"difference":{"a":{"key":"\\u001b[31mx"},"b":{}}}', ["CLI_NO_EXPERIMENT"]],
    ["an experiment", key, '{"goldilocks":1,"name":"x"}', key],
  ])("with %s", async (_, hash, spec, expected) => {
    expect(await carrying(hash, spec)).toEqual(expected);
  });

  test("that was drawn although cells had failed names the whole one by a hash", async () => {
    expect(await carrying(key, "{}", '<partial>{"of":"../x"}</partial>')).toEqual(["CLI_BAD_HASH"]);
    expect(await carrying(key, "{}", "<partial>[[</partial>")).toEqual(["CLI_BAD_HASH"]);
    expect(await carrying(key, "{}", `<partial>{"of":"${key}"}</partial>`)).toBe(key);
  });

  test("is no pipe, no folder, and no larger than any figure", async () => {
    execFileSync("mkfifo", [at("pipe.svg")]);
    mkdirSync(at("folder.svg"));
    write("sparse.svg", "");
    truncateSync(at("sparse.svg"), 2 ** 40);
    expect(await outcomeOf("pipe.svg")).toEqual(["CLI_CANNOT_READ"]);
    expect(await outcomeOf("folder.svg")).toEqual(["CLI_CANNOT_READ"]);
    expect(await outcomeOf("sparse.svg")).toEqual(["CLI_FILE_TOO_LARGE"]);
    expect(await outcomeOf("absent.svg")).toEqual(["CLI_CANNOT_READ"]);
  });
});

test("a pipe among the files that a run left is none of them", async () => {
  execFileSync("mkfifo", [at("provenance.json")]);
  expect(existsSync(at("provenance.json"))).toBe(true);
  expect(await foundText(at("provenance.json"))).toBeUndefined();
  expect(await foundBytes(at("provenance.json"))).toBeUndefined();
  write("real.json", "{}");
  expect(await foundText(at("real.json"))).toBe("{}");
});
