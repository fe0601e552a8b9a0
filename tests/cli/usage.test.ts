import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Place, tiny } from "./exp.ts";

const place = new Place();
place.write("tiny.yaml", tiny());
afterAll(() => place.remove());

const BAD = `goldilocks: 1
name: bad
title: A bad experiment
data: { activationDim: 8, nFeature: 16 }
train: { steps: -3 }
`;

describe("exp", { timeout: 60_000 }, () => {
  test("names file, line, column and code of every issue, and exits with 1", async () => {
    place.write("bad.yaml", BAD);
    const { code, stdout, stderr } = await place.run("bad.yaml");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const heads = stderr.split("\n").filter((line) => line.startsWith("bad.yaml"));
    expect(heads.map((line) => line.split(" ", 2).join(" "))).toEqual([
      "bad.yaml:4:27 SPEC_UNKNOWN_KEY",
      "bad.yaml:5:17 SPEC_RANGE",
    ]);
    expect(stderr).toContain("^^^^^^^^");
    expect(stderr).not.toContain("    at ");
  });

  test("prints the issues as JSON with --json", async () => {
    place.write("bad.yaml", BAD);
    const { code, stdout } = await place.run("bad.yaml", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "failed",
      issues: [{ code: "SPEC_UNKNOWN_KEY" }, { code: "SPEC_RANGE" }],
    });
  });

  test.each([
    [["tiny.yaml", "--profil", "x"], "CLI_UNKNOWN_OPTION"],
    [["tiny.yaml", "--workers", "0"], "CLI_BAD_VALUE"],
    [["tiny.yaml", "--workers", "two"], "CLI_BAD_VALUE"],
    [["tiny.yaml", "--workers", "-1"], "CLI_BAD_VALUE"],
    [["tiny.yaml", "--workers", "-"], "CLI_MISSING_VALUE"],
    [["tiny.yaml", "--json=yes"], "CLI_BAD_VALUE"],
    [["unpack", "any.zip", "--no-run", "--run-its-code"], "CLI_BAD_VALUE"],
    [["tiny.yaml", "--profile"], "CLI_MISSING_VALUE"],
    [["tiny.yaml", "--profile", "--json"], "CLI_MISSING_VALUE"],
    [["plan"], "CLI_MISSING_ARGUMENT"],
    [["--json"], "CLI_MISSING_ARGUMENT"],
    [["tiny.yaml", "other.yaml"], "CLI_TOO_MANY_ARGUMENTS"],
    [["plna", "tiny.yaml"], "CLI_UNKNOWN_COMMAND"],
    [["lisst"], "CLI_UNKNOWN_COMMAND"],
    [["help", "rum"], "CLI_UNKNOWN_COMMAND"],
  ])("refuses %j with 2 and %s", async (words, expected) => {
    const { code, stderr } = await place.run(...words);
    expect(code).toBe(2);
    expect(stderr.split(" ", 1)).toEqual([expected]);
  });

  test("exits with 2 and says how it is used when nothing is asked", async () => {
    const { code, stdout, stderr } = await place.run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("usage");
  });

  test.each([
    ["missing.yaml", "SPEC_FILE_MISSING"],
    ["./folder.yaml", "SPEC_FILE_UNREADABLE"],
    ["empty.yaml", "SPEC_EMPTY_FILE"],
  ])("says what is wrong with %s", async (file, expected) => {
    mkdirSync(join(place.folder, "folder.yaml"), { recursive: true });
    place.write("empty.yaml", "");
    const { code, stderr } = await place.run(file);
    expect(code).toBe(1);
    expect(stderr).toContain(expected);
  });

  test("names the folder that was given in place of a file", async () => {
    for (const words of [["."], ["plan", "./"]]) {
      const { code, stderr } = await place.run(...words);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^SPEC_FILE_UNREADABLE "\S+" cannot be read/u);
    }
  });

  test("suggests the few keys that a part of a key may stand for, the likeliest first", async () => {
    const { code, stderr } = await place.run("plan", "tiny.yaml", "--set", "evaluate.compare=1");
    expect(code).toBe(1);
    expect(stderr.split("\n", 1)[0]).toContain("--set:1:1 SPEC_UNKNOWN_KEY");
    expect(stderr).toMatch(/evaluate\.compareSize or evaluate\.compareAcross\?$/mu);
  });

  test("suggests the command that was meant", async () => {
    for (const [word, meant] of [
      ["lst", "list"],
      ["shwo", "show"],
      ["docter", "doctor"],
      ["completion", "completions"],
    ]) {
      expect((await place.run(word ?? "")).stderr).toContain(`did you mean exp ${meant}?`);
    }
  });

  test("starts relative paths where the person stands, not where a package manager runs", async () => {
    const elsewhere = new Place();
    const { code, stdout } = await elsewhere.run({ INIT_CWD: place.folder }, "plan", "tiny.yaml", "--json");
    elsewhere.remove();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cells: 4 });
  });

  test("explains each command, wherever --help stands", async () => {
    for (const words of [
      ["help", "plan"],
      ["plan", "--help"],
      ["plan", "tiny.yaml", "-h"],
    ]) {
      const { code, stdout } = await place.run(...words);
      expect(code).toBe(0);
      expect(stdout).toContain("usage: exp plan FILE");
    }
    expect((await place.run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });
});
