import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { citationOf } from "../src/cite/citation.ts";
import { reproduction } from "../src/cite/reproduction.ts";
import type { Behind } from "../src/stored/experiment-behind.ts";
import type { StoredRun } from "../src/stored/runs.ts";

// The program lies in the repository that the test makes.
const { repository } = vi.hoisted(() => ({ repository: { folder: "" } }));
vi.mock("../src/workspace.ts", async (original) => ({
  ...(await original<object>()),
  workspaceRoot: () => repository.folder,
}));

const BASE = "goldilocks: 1\n";
const FILE = "extends: ./base.yaml\n";
let commit = "";

const git = (...words: string[]): string => execFileSync("git", words, { cwd: repository.folder, encoding: "utf8" });

beforeAll(() => {
  repository.folder = mkdtempSync(join(tmpdir(), "goldilocks-cite-"));
  mkdirSync(join(repository.folder, "experiments"));
  writeFileSync(join(repository.folder, "experiments/base.yaml"), BASE);
  writeFileSync(join(repository.folder, "experiments/own.yaml"), FILE);
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message", "first");
  commit = git("rev-parse", "HEAD").trim();
});
afterAll(() => rmSync(repository.folder, { recursive: true, force: true }));

const run = (changed: Partial<StoredRun> = {}): StoredRun => ({
  id: "20260101T000000000Z-0000",
  name: "own",
  title: "Own",
  started: "2026-01-01T00:00:00.000Z",
  finished: null,
  outcome: "done",
  plan: "",
  table: "",
  figures: [],
  figureNames: [],
  goals: [],
  spec: null,
  counts: null,
  provenance: null,
  profile: "smoke",
  set: ["train.steps=7"],
  derivedFrom: null,
  command: { file: "experiments/own.yaml", profile: "smoke", set: ["train.steps=7"] },
  sources: [
    { file: "--set", text: "train.steps=7" },
    { file: "own.yaml", text: FILE },
    { file: "base.yaml", text: BASE },
  ],
  ...changed,
});

const behind = (changed: Partial<Behind> = {}): Behind => ({
  what: "figure",
  hash: "ab".repeat(32),
  name: "heat",
  title: "Heat",
  experiment: "own",
  normal: null,
  provenance: { commit, dirty: false, version: "0.1.0" },
  made: "2026-01-01T00:00:00.000Z",
  runs: [run()],
  ...changed,
});

const workspace = () => ({
  base: repository.folder,
  root: repository.folder,
  store: join(repository.folder, ".goldilocks"),
  results: join(repository.folder, "results"),
});

describe("how a reader makes a result again", () => {
  test("is the command with its changes, where every file is committed as it was run", async () => {
    const found = await reproduction(behind(), workspace());
    expect(found).toMatchObject({
      needs: "repository",
      command: "npx -y pnpm@10 run exp experiments/own.yaml --profile smoke --set train.steps=7",
    });
    expect(citationOf(behind(), found).text).toContain(`in a clone at commit ${commit}: ${found.command}`);
  });

  test.each([
    ["a file was changed when it was run", { runs: [run({ sources: [{ file: "own.yaml", text: `${FILE}\n` }] })] }],
    ["its base was", { runs: [run({ sources: [...run().sources.slice(0, 2), { file: "base.yaml", text: "" }] })] }],
    ["a file is not committed", { runs: [run({ sources: [{ file: "other.yaml", text: FILE }] })] }],
    [
      "a file lies above the repository",
      { runs: [run({ sources: [...run().sources, { file: "../../x", text: "" }] })] },
    ],
    ["its files are not known", { runs: [run({ sources: [] })] }],
    ["its command means nothing elsewhere", { runs: [run({ command: null })] }],
    ["no commit is recorded", { provenance: { commit: null, dirty: null } }],
    ["the commit is not in this repository", { provenance: { commit: "0".repeat(40), dirty: false } }],
  ])("is the figure's file where %s, and for a table a capsule", async (_, changed) => {
    expect(await reproduction(behind(changed), workspace())).toMatchObject({
      needs: "figure",
      command: "npx -y pnpm@10 run exp heat.svg",
    });
    expect(await reproduction(behind({ ...changed, what: "table" }), workspace())).toMatchObject({
      needs: "capsule",
      command: "npx -y pnpm@10 run exp unpack abababababab.capsule.zip",
    });
  });

  test("is a capsule where the program was changed", async () => {
    const provenance = { commit, dirty: true, patch: "cd".repeat(32) };
    expect(await reproduction(behind({ provenance }), workspace())).toMatchObject({ needs: "capsule" });
  });

  test("is not the command where the workspace is not the program's repository", async () => {
    const elsewhere = join(repository.folder, "elsewhere");
    cpSync(join(repository.folder, "experiments"), join(elsewhere, "experiments"), { recursive: true });
    expect(await reproduction(behind(), { ...workspace(), root: elsewhere })).toMatchObject({ needs: "figure" });
  });
});
