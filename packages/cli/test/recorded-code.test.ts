import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@goldilocks/digest";
import { memoryStore } from "@goldilocks/engine";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codePatch } from "../src/machine/code-patch.ts";
import { layOutCode } from "../src/rerun/recorded-code.ts";

const LOCKFILE = "lockfileVersion: '9.0'\n";
const digestOf = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

let place = "";
let repository = "";
let commit = "";

const git = (...words: string[]): string => execFileSync("git", words, { cwd: repository, encoding: "utf8" }).trim();
const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(repository, name), text);

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "goldilocks-recorded-"));
  repository = join(place, "repository");
  mkdirSync(join(repository, "packages"), { recursive: true });
  git("init", "--quiet");
  git("config", "user.name", "test");
  git("config", "user.email", "test@example.org");
  write("pnpm-lock.yaml", LOCKFILE);
  write("pnpm-workspace.yaml", "packages: []\n");
  write("packages/kernel.txt", "right\n");
  write("packages/old.txt", "old\n");
  write("notes.txt", "mine\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "first");
  commit = git("rev-parse", "HEAD");
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const store = memoryStore();
const layOut = (provenance: Json): ReturnType<typeof layOutCode> =>
  layOutCode(provenance, store, repository, join(place, "code"));
const clean = (): { [name: string]: Json } => ({ commit, dirty: false, patch: null, lockfile: digestOf(LOCKFILE) });

describe("a tree that was clean", () => {
  test("is laid out at its commit, after the repository has moved on", async () => {
    write("packages/kernel.txt", "other\n");
    git("commit", "--quiet", "--all", "--message", "second");
    const { folder, patch } = await layOut(clean());
    expect(patch).toBe("");
    expect(readFileSync(join(folder, "packages/kernel.txt"), "utf8")).toBe("right\n");
    expect(readFileSync(join(repository, "packages/kernel.txt"), "utf8")).toBe("other\n");
  });

  test("is laid out once, and again where it was left half-made or forgotten", async () => {
    const { folder } = await layOut(clean());
    writeFileSync(join(folder, "mark"), "");
    expect(await layOut(clean())).toMatchObject({ folder });
    expect(existsSync(join(folder, "mark"))).toBe(true);
    rmSync(join(folder, ".laid-out"));
    expect(await layOut(clean())).toMatchObject({ folder });
    expect(existsSync(join(folder, "mark"))).toBe(false);
    rmSync(folder, { recursive: true });
    await layOut(clean());
    expect(readFileSync(join(folder, "packages/kernel.txt"), "utf8")).toBe("right\n");
  });
});

describe("a tree that was dirty", () => {
  test("is laid out with its patch: changed, new, removed and binary files of the program, and no others", async () => {
    const binary = Uint8Array.from({ length: 256 }, (_, i) => i);
    write("packages/kernel.txt", "changed\n");
    write("packages/new.bin", binary);
    write("notes.txt", "private\n");
    rmSync(join(repository, "packages/old.txt"));
    const before = git("status", "--porcelain");
    const patch = await store.write(await codePatch(repository));
    expect(git("status", "--porcelain")).toBe(before);
    git("checkout", "--quiet", "--", ".");
    rmSync(join(repository, "packages/new.bin"));
    const { folder } = await layOut({ ...clean(), dirty: true, patch });
    expect(readFileSync(join(folder, "packages/kernel.txt"), "utf8")).toBe("changed\n");
    expect(new Uint8Array(readFileSync(join(folder, "packages/new.bin")))).toEqual(binary);
    expect(existsSync(join(folder, "packages/old.txt"))).toBe(false);
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe("mine\n");
  });

  test("has no patch where nothing of the program differs", async () => {
    write("notes.txt", "private\n");
    expect(await codePatch(repository)).toHaveLength(0);
  });

  test.each([
    ["was not recorded", null],
    ["is gone from the store", digestOf("gone")],
  ])("is CLI_LOST_PATCH where its patch %s", async (_, patch) => {
    await expect(layOut({ ...clean(), dirty: true, patch })).rejects.toMatchObject({
      code: "CLI_LOST_PATCH",
      issues: [{ hint: expect.any(String) }],
    });
  });
});

describe("what was recorded does not fit", () => {
  test.each([null, "", "HEAD", "--upload-pack=touch", "a".repeat(39)])("%j is CLI_NO_COMMIT", async (recorded) => {
    await expect(layOut({ ...clean(), commit: recorded })).rejects.toMatchObject({
      code: "CLI_NO_COMMIT",
      issues: [{ hint: expect.any(String) }],
    });
  });

  test("a commit that the repository does not have is CLI_UNKNOWN_COMMIT, and lays out nothing", async () => {
    await expect(layOut({ ...clean(), commit: "0".repeat(40) })).rejects.toMatchObject({
      code: "CLI_UNKNOWN_COMMIT",
      issues: [{ hint: expect.stringContaining("capsule") }],
    });
    expect(existsSync(join(place, "code"))).toBe(false);
  });

  test("an object that is no commit is CLI_UNKNOWN_COMMIT", async () => {
    const tree = git("rev-parse", "HEAD^{tree}");
    await expect(layOut({ ...clean(), commit: tree })).rejects.toMatchObject({ code: "CLI_UNKNOWN_COMMIT" });
  });

  test("another lockfile than the recorded one is CLI_OTHER_LOCKFILE", async () => {
    await expect(layOut({ ...clean(), lockfile: digestOf("other") })).rejects.toMatchObject({
      code: "CLI_OTHER_LOCKFILE",
      issues: [{ hint: expect.any(String) }],
    });
  });
});
