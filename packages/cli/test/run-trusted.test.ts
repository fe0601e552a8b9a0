import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runTrusted } from "../src/rerun/run-trusted.ts";

let place = "";
let repository = "";
const git = (...words: string[]): string => execFileSync("git", words, { cwd: repository, encoding: "utf8" }).trim();

/** Puts a program in the way that says its name and its folder's files. */
function program(name: string, then = ""): void {
  writeFileSync(join(place, name), `#!/bin/sh\necho "ran $(basename "$0") among" $(ls -A)\n${then}\n`);
  chmodSync(join(place, name), 0o755);
}

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "goldilocks-trusted-"));
  repository = join(place, "repository");
  mkdirSync(repository);
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "test");
  git("config", "user.email", "test@example.org");
  git("commit", "--quiet", "--allow-empty", "--message", "first");
  program("npx");
  program("pnpm", 'case "$*" in *"run exp"*) mkdir -p "$GOLDILOCKS_STORE" ;; esac');
  program(
    "npm",
    `case "$1" in install) mkdir -p node_modules/.bin; cp "${join(place, "pnpm")}" node_modules/.bin ;; esac`,
  );
  vi.stubEnv("PATH", `${place}${delimiter}${process.env["PATH"] ?? ""}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true, force: true });
});

/** Commits on a branch of its own, and leaves that on main. */
function commitAside(branch: string): string {
  git("checkout", "--quiet", "-b", branch);
  git("commit", "--quiet", "--allow-empty", "--message", branch);
  const commit = git("rev-parse", "HEAD");
  git("checkout", "--quiet", "main");
  return commit;
}

/** The same as if it were only fetched. */
function fetched(): string {
  const commit = commitAside("theirs");
  git("update-ref", "refs/remotes/origin/pull/1", commit);
  git("branch", "--quiet", "-D", "theirs");
  return commit;
}

const target = { key: null, partialOf: null, normal: {}, recorded: null, nodes: new Map(), run: null, held: null };

/** Runs a worktree with such a commit; gives what was said. */
async function run(commit: string, allowed: boolean): Promise<readonly string[]> {
  const folder = join(place, "worktree");
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const name of ["package.json", ".npmrc", ".git"]) writeFileSync(join(folder, name), "{}");
  const said: string[] = [];
  const watch = {
    workers: 1,
    signal: new AbortController().signal,
    say: (line: string) => void said.push(line.replace(/^\| /u, "")),
  };
  await runTrusted(target, { folder, commit, patch: "" }, { repository, foreign: allowed, ways: [] }, watch);
  return said;
}

describe.skipIf(process.platform === "win32")("the program that made a result", () => {
  test.each<[string, () => string]>([
    ["is checked out", () => git("rev-parse", "HEAD")],
    [
      "is an ancestor of what is checked out",
      () => {
        const commit = git("rev-parse", "HEAD");
        git("commit", "--quiet", "--allow-empty", "--message", "second");
        return commit;
      },
    ],
    ["is on another branch", () => commitAside("mine")],
    [
      "is checked out without a branch",
      () => {
        const commit = fetched();
        git("checkout", "--quiet", commit);
        return commit;
      },
    ],
  ])("runs as one's own where its commit %s", async (_, commit) => {
    expect((await run(commit(), false)).filter((line) => line.startsWith("ran npx"))).toHaveLength(2);
  });

  test("is CLI_FOREIGN_CODE where its commit was only fetched, and nothing of it is run", async () => {
    await expect(run(fetched(), false)).rejects.toMatchObject({
      code: "CLI_FOREIGN_CODE",
      issues: [{ hint: expect.stringContaining("--run-its-code") }],
    });
  });

  test("is then run on request, apart, from a copy without git, settings and installed packages", async () => {
    const said = await run(fetched(), true);
    expect(said[0]).toMatch(/^warning: /u);
    expect(said.slice(1)).toEqual(["ran npm among", "ran pnpm among package.json", "ran pnpm among package.json"]);
  });
});
