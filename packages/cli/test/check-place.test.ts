import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadExperiment } from "@goldilocks/spec";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { placeIssues } from "../src/results/check-place.ts";

let root: string;
let results: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "goldilocks-place-"));
  results = join(root, "results");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const experiment = await loadExperiment("tiny.yaml", { read: () => "goldilocks: 1\nname: tiny\n" });

/** Codes of what is wrong with the place of results, with the line where there is one. */
async function codesOf({
  folder = join(results, "tiny"),
  out = false,
  file = "tiny.yaml",
  writes = true,
} = {}): Promise<readonly string[]> {
  const workspace = { base: root, root, store: join(root, "store"), results };
  const issues = await placeIssues(
    { workspace, folder, isPlaced: out, file, experiment, plan: { table: "t" } },
    writes,
  );
  for (const { hint } of issues) expect(hint).toMatch(/\S/u);
  return issues.map(({ code, span }) => (span === undefined ? code : `${span.start.line} ${code}`));
}

/** A folder that a run of a file left. */
function leave(file: string, folder = join(results, "tiny"), key = "another"): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "provenance.json"), JSON.stringify({ name: "tiny", file, table: { key } }));
}

describe("before anything is trained, a folder that cannot be written is found", () => {
  test("where a file is in the way of results, or of the folder itself", async () => {
    writeFileSync(results, "a file");
    expect(await codesOf()).toEqual(["CLI_CANNOT_WRITE"]);
    rmSync(results);
    mkdirSync(results);
    writeFileSync(join(results, "tiny"), "a file");
    expect(await codesOf()).toEqual(["CLI_CANNOT_WRITE"]);
  });

  test.skipIf(process.platform === "win32")("where a link leads nowhere", async () => {
    symlinkSync(join(root, "gone"), results);
    expect(await codesOf()).toEqual(["CLI_CANNOT_WRITE"]);
  });

  test("and a folder that there is not yet is none of these", async () => {
    expect(await codesOf()).toEqual([]);
  });
});

describe("the results of another file of the same name", () => {
  test("are not replaced: the run is refused at its name", async () => {
    writeFileSync(join(root, "other.yaml"), "goldilocks: 1\nname: tiny\n");
    leave("other.yaml");
    expect(await codesOf()).toEqual(["2 CLI_NAME_TAKEN"]);
  });

  test("are replaced where that file was moved, is called otherwise by now, or --out names the folder", async () => {
    leave("other.yaml");
    expect(await codesOf()).toEqual([]);
    writeFileSync(join(root, "other.yaml"), "goldilocks: 1\nname: 'huge'\n");
    expect(await codesOf()).toEqual([]);
    writeFileSync(join(root, "other.yaml"), "goldilocks: 1\nname: tiny\n");
    expect(await codesOf({ out: true })).toEqual([]);
  });

  test("are one's own where both are the same file", async () => {
    writeFileSync(join(root, "other.yaml"), "goldilocks: 1\nname: tiny\n");
    leave("other.yaml");
    symlinkSync(join(root, "other.yaml"), join(root, "tiny.yaml"));
    expect(await codesOf()).toEqual([]);
  });
});

test("a copy of a file that gives the same table may be run beside it", async () => {
  writeFileSync(join(root, "other.yaml"), "goldilocks: 1\nname: tiny\n");
  leave("other.yaml", join(results, "tiny"), "t");
  expect(await codesOf()).toEqual([]);
});

describe("a folder that --out names", () => {
  test("is refused where it has files that no run left", async () => {
    const folder = join(root, "thesis");
    mkdirSync(folder);
    expect(await codesOf({ folder, out: true })).toEqual([]);
    writeFileSync(join(folder, "chapter.tex"), "mine");
    expect(await codesOf({ folder, out: true })).toEqual(["CLI_FOLDER_NOT_EMPTY"]);
    leave("tiny.yaml", folder);
    expect(await codesOf({ folder, out: true })).toEqual([]);
  });

  test("is refused where it is the one that the person is in", async () => {
    leave("tiny.yaml", root);
    expect(await codesOf({ folder: root, out: true })).toEqual(["CLI_FOLDER_NOT_EMPTY"]);
  });
});
