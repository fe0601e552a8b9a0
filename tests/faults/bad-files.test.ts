import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Place, tiny } from "../cli/exp.ts";
import { expectRefused, expectUntouched, headsOf } from "./refusal.ts";

// Each test starts the program, and machines are busy.
vi.setConfig({ testTimeout: 60_000 });

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** Runs a command that must be refused, leaving nothing behind; what it printed. */
async function refused(...words: readonly string[]): Promise<string> {
  const ended = await place.run(...words);
  expectRefused(ended);
  expectUntouched(place);
  return ended.stderr;
}

/** Line and column of a piece of text in a file. */
function placeOf(text: string, piece: string, file = "bad.yaml"): string {
  const before = text.slice(0, text.indexOf(piece)).split("\n");
  return `${file}:${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

describe("a file that cannot be read", () => {
  test("is named: it is not there", async () => {
    expect(headsOf(await refused("nowhere/missing.yaml"))).toEqual(["SPEC_FILE_MISSING"]);
  });

  test("is named: it is a folder", async () => {
    mkdirSync(join(place.folder, "folder.yaml"));
    expect(headsOf(await refused("./folder.yaml"))).toEqual(["SPEC_FILE_UNREADABLE"]);
  });

  test("is named: it is a link to itself", async () => {
    symlinkSync("loop.yaml", join(place.folder, "loop.yaml"));
    expect(headsOf(await refused("./loop.yaml"))).toEqual(["SPEC_FILE_UNREADABLE"]);
  });

  test("is refused without being read whole: 100 MB", async () => {
    place.write("big.yaml", `${tiny()}# `);
    truncateSync(join(place.folder, "big.yaml"), 100_000_000);
    const began = performance.now();
    expect(headsOf(await refused("big.yaml"))).toEqual(["SPEC_FILE_TOO_LARGE"]);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test("is refused: bytes that are no text", async () => {
    writeFileSync(
      join(place.folder, "bad.yaml"),
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256),
    );
    const { code, stdout, stderr } = await place.run("bad.yaml");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^bad\.yaml:\d+:\d+ SPEC_/mu);
    expectUntouched(place);
  });
});

describe("a file that is no experiment", () => {
  test.each<[string, string, string]>([
    ["nothing", "", "bad.yaml:1:1 SPEC_EMPTY_FILE"],
    ["comments alone", "# later\n", "bad.yaml:1:1 SPEC_EMPTY_FILE"],
    ["a syntax error", "goldilocks: 1\nname: [1, 2\ntitle: x\n", "bad.yaml:3:1 SPEC_YAML"],
    ["a key twice", "goldilocks: 1\nname: a\ntitle: x\nname: b\n", "bad.yaml:4:1 SPEC_DUPLICATE_KEY"],
  ])("is refused at its place: %s", async (_, text, expected) => {
    place.write("bad.yaml", text);
    expect(headsOf(await refused("bad.yaml"))).toContain(expected);
  });

  test("is refused in no time: an alias bomb", async () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    place.write("bad.yaml", `goldilocks: 1\nname: bomb\na0: &a0 lol\n${bomb.join("\n")}\n`);
    const { code, stderr } = await place.run("bad.yaml");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^bad\.yaml:\d+:\d+ SPEC_ALIAS /mu);
    expect(stderr.length).toBeLessThan(100_000);
    expectUntouched(place);
  });
});

/** A list of whole numbers from 1, as YAML. */
const many = (n: number): string => `[${Array.from({ length: n }, (_, i) => i + 1).join(", ")}]`;

describe("a value that makes no sense", () => {
  test.each<[string, string, string, string, string]>([
    ["an unknown key", "nFeatures: 16", "nFeature: 16", "nFeature:", "SPEC_UNKNOWN_KEY"],
    [
      "a key of another kind",
      "active: 3 }",
      "active: 3, decay: { kind: none, rate: 0.5 } }",
      "rate:",
      "SPEC_DOES_NOT_FIT",
    ],
    ["a text for a number", "batch: 32", 'batch: "32"', '"32"', "SPEC_TYPE"],
    ["a negative size", "dictSize: 16", "dictSize: -16", "-16", "SPEC_RANGE"],
    ["a size of zero", "activationDim: 8", "activationDim: 0", "0,", "SPEC_RANGE"],
    ["not a number", "active: 3", "active: .nan", ".nan", "SPEC_NOT_FINITE"],
    ["infinity", "active: 3", "active: -.inf", "-.inf", "SPEC_NOT_FINITE"],
    ["an axis without values", "[0.03, 0.1]", "[]", "[]", "SPEC_EMPTY"],
    [
      "an axis that names no key",
      "  sae.l1Coefficient: [",
      "  sae.l1Coeficient: [",
      "sae.l1Coeficient",
      "SPEC_UNKNOWN_AXIS",
    ],
    ["a value of an axis out of range", "[0.03, 0.1]", "[0.03, -0.1]", "-0.1", "SPEC_RANGE"],
    ["a figure of no column", "fill: mmcs.truth", "fill: mmcs.turth", "mmcs.turth", "SPEC_UNKNOWN_COLUMN"],
    ["more active features than features", "active: 3", "active: 17", "17", "SPEC_RANGE"],
  ])("is refused at its place: %s", async (_, right, wrong, piece, code) => {
    const text = tiny().replace(right, wrong);
    expect(text).not.toBe(tiny());
    place.write("bad.yaml", text);
    const from = text.indexOf(wrong);
    const at = placeOf(text, text.slice(text.indexOf(piece, from)));
    expect(headsOf(await refused("bad.yaml"))).toContain(`${at} ${code}`);
  });

  test("is refused with a suggestion: a misspelt key", async () => {
    place.write("bad.yaml", tiny().replace("nFeatures: 16", "nFeature: 16"));
    expect(await refused("bad.yaml")).toContain("did you mean nFeatures?");
  });

  test("is refused: a profile that is not there", async () => {
    place.write("bad.yaml", tiny({ more: "profiles: { smoke: { train.steps: 10 } }\n" }));
    const stderr = await refused("bad.yaml", "--profile", "smoek");
    expect(headsOf(stderr)).toEqual(["bad.yaml:14:1 SPEC_UNKNOWN_PROFILE"]);
    expect(stderr).toContain("smoke");
  });

  test("is refused: --set of a key or value that is wrong", async () => {
    place.write("tiny.yaml", tiny());
    expect(headsOf(await refused("tiny.yaml", "--set", "train.step=10"))).toContain("--set:1:1 SPEC_UNKNOWN_KEY");
    const { code, stderr } = await place.run("tiny.yaml", "--set", "train.steps=ten");
    expect([code, stderr.includes("SPEC_TYPE")]).toEqual([1, true]);
  });

  test("is refused before anything is laid out: a grid of 10^7 cells", async () => {
    place.write("bad.yaml", tiny({ l1: many(5000) }).replace("values: [0.5, 1]", `values: ${many(2000)}`));
    const began = performance.now();
    const ended = await place.run("bad.yaml");
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/_TOO_MANY_CELLS /u);
    expect(ended.stderr).toMatch(/^ {2}hint: \S/mu);
    expect(performance.now() - began).toBeLessThan(20_000);
    expectUntouched(place);
  });
});

describe("a size that no machine can compute", () => {
  test.each<[string, string, string]>([
    ["dictSize: 16", "dictSize: 1048576, init: { decoder: sphere }", "1048576"],
    ["activationDim: 8", "activationDim: 1048576", "1048576"],
    ["nFeatures: 16", "nFeatures: 1048576", "1048576"],
    ["heldOutBatches: 2", "heldOutBatches: 65536 }\ntrain.batch: 32768 #", "65536"],
  ])("is refused at its place by a run and by exp plan: %s → %s", async (right, wrong, piece) => {
    const text = tiny()
      .replace(/grid:.*?metrics/su, "metrics")
      .replace(/^train: .*$/mu, "train.steps: 60")
      .replace(/fig[^]*$/u, "")
      .replace(right, wrong);
    place.write("bad.yaml", text);
    const expected = [`${placeOf(text, piece)} PLAN_TOO_LARGE`];
    expect(headsOf(await refused("bad.yaml"))).toEqual(expected);
    expect(headsOf(await refused("plan", "bad.yaml"))).toEqual(expected);
  });

  test("is refused at the value of an axis that brings it, together with all else that is wrong", async () => {
    const text = tiny({ l1: "[0.03, 0.1]\n  data.activationDim: [8, 1048576]" })
      .replace("active: 3", "active: 17")
      .replace("mmcs.truth }", "mmcs.truth, where: { sae.l1Coefficient: 0.2 } }")
      .replace("batch: 32", "optimizer: { beta1: 2 }");
    place.write("bad.yaml", text);
    expect(headsOf(await refused("plan", "bad.yaml")).toSorted()).toEqual(
      [
        `${placeOf(text, "17")} SPEC_RANGE`,
        `${placeOf(text, "2 } }\nevaluate")} SPEC_RANGE`,
        `${placeOf(text, "1048576")} PLAN_TOO_LARGE`,
        `${placeOf(text, "0.2 }")} PLAN_NO_ROWS`,
      ].toSorted(),
    );
  });
});

describe("extends", () => {
  test("of a file that is not there is refused where it is named", async () => {
    place.write("bad.yaml", "extends: ./base.yaml\nname: x\n");
    expect(headsOf(await refused("bad.yaml"))).toContain("bad.yaml:1:10 SPEC_FILE_MISSING");
  });

  test("in a circle is refused where it closes", async () => {
    place.write("a.yaml", "extends: ./b.yaml\ngoldilocks: 1\nname: a\n");
    place.write("b.yaml", "extends: ./a.yaml\n");
    expect(headsOf(await refused("a.yaml"))).toContain("b.yaml:1:10 SPEC_EXTENDS_CYCLE");
  });

  test("of a file with a fault names the fault's own file", async () => {
    place.write("base.yaml", tiny().replace("batch: 32", "batch: 0"));
    place.write("bad.yaml", "extends: ./base.yaml\nname: x\n");
    const text = tiny().replace("batch: 32", "batch: 0");
    expect(headsOf(await refused("bad.yaml"))).toEqual([`${placeOf(text, "0 }\nevaluate", "base.yaml")} SPEC_RANGE`]);
  });
});
