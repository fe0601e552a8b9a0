import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { GoldilocksError } from "@goldilocks/diagnostics";
import { strFromU8, strToU8 } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { layOut } from "../src/capsule/lay-out.ts";
import { openArchive } from "../src/capsule/read-archive.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "goldilocks-archive-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Files = Readonly<Record<string, Uint8Array>>;

const about = {
  capsule: 1,
  key: "ab".repeat(32),
  kind: "figure",
  outputs: {},
  experiment: "e",
  title: "t",
  commit: "",
};
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A manifest that lists files, changed. */
function manifest(files: Files, change: object = {}): Uint8Array {
  const entries = Object.entries(files).map(([path, bytes]) => [
    path,
    { digest: digestOf(bytes), bytes: bytes.length },
  ]);
  return strToU8(JSON.stringify({ ...about, files: Object.fromEntries(entries), ...change }));
}

/** An archive of a file and some more. */
const archive = (more: Files = {}, change: object = {}): Uint8Array => {
  const files = Object.fromEntries([["README.md", strToU8("hello")], ...Object.entries(more)]);
  const all = [["goldilocks.json", manifest(files, change)] as const, ...Object.entries(files)];
  return raw(all.map(([name, bytes]) => [name, deflated(bytes), bytes.length]));
};

const deflated = (bytes: Uint8Array): Uint8Array => deflateRawSync(bytes);

const named = (...paths: readonly string[]): Files => Object.fromEntries(paths.map((path) => [path, strToU8(path)]));

/** Opens and lays out; gives the code of the failure, or the names of what lies there. */
async function laidOut(bytes: Uint8Array): Promise<string | readonly string[]> {
  const path = join(folder, "made.zip");
  writeFileSync(path, bytes);
  try {
    const opened = await openArchive(path, "made.zip");
    try {
      await layOut(opened, join(folder, "out"), "out");
    } finally {
      opened.close();
    }
  } catch (error) {
    if (!(error instanceof GoldilocksError)) throw error;
    expect(readdirSync(folder)).toEqual(["made.zip"]);
    return error.code;
  }
  const found = readdirSync(join(folder, "out"), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, "out").length + 1))
    .toSorted();
}

/** Changes bytes of an archive, which begin at the entry of README.md in the list at the end. */
function patched(change: (bytes: Buffer, entry: number) => void): Uint8Array {
  const bytes = Buffer.from(archive());
  const [first, second] = [bytes.indexOf("PK\u0001\u0002"), bytes.lastIndexOf("PK\u0001\u0002")];
  expect(second).toBeGreaterThan(first);
  change(bytes, second);
  return bytes;
}

/** An archive whose entries are as given: name, deflated bytes, and the length that is claimed. */
function raw(entries: readonly (readonly [string, Uint8Array, number])[]): Uint8Array {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [path, data, claimed] of entries) {
    const name = Buffer.from(path);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x800, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(claimed, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    local.push(head, name, Buffer.from(data));
    central.push(entry, name);
    at += head.length + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(
    central.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, ...central, end]);
}

describe("an archive with such paths is CLI_BAD_CAPSULE, and nothing of it is written", () => {
  test.each<[string, readonly string[]]>([
    ["one that leaves the folder", ["../escaped"]],
    ["one from the root", ["/escaped"]],
    ["one of another system", ["C:escaped"]],
    ["one in two ways of capitals", ["readme.MD"]],
    ["a NUL", ["a\0b.txt"]],
    ["an escape", ["a\u001B[31m\u0007b.txt"]],
    ["a turn of the writing direction", ["a\u202Egpj.exe"]],
    ["a repository of git", [".git/config", ".git/HEAD"]],
    ["a repository of git, deep and in capitals", ["code/packages/x/.GIT/config"]],
    ["a repository of git by its short name", ["GIT~1/config"]],
    ["a store of an earlier run", ["code/.rerun/store/results/ab.json"]],
    ["a workspace's store", ["code/.Goldilocks/store.json"]],
    ["installed packages", ["code/packages/cli/Node_Modules/yaml/index.js"]],
    ["results of a build", ["code/.turbo/cache/x.tar.zst"]],
    ["a file beside a folder of its name", ["a", "a/b"]],
    ["a folder before a file of its name", ["a/b", "A"]],
    ["a name of 300 characters", ["n".repeat(300)]],
    ["a name of 200 characters of two bytes", ["é".repeat(200)]],
    ["a path of 400 folders", [`${"d/".repeat(400)}x`]],
    ["a name in two ways to write it", ["\u00E9.txt", "e\u0301.txt"]],
    ["a device of another system", ["CON"]],
    ["a device of another system with an ending", ["code/aux.txt"]],
    ["a blank at the end", ["trail. "]],
    ["a dot at the end", ["dots..."]],
    ["a folder as an entry", ["dir/"]],
  ])("%s", async (_, paths) => {
    expect(await laidOut(archive(named(...paths)))).toBe("CLI_BAD_CAPSULE");
  });
});

describe("an archive with such contents is CLI_BAD_CAPSULE, and nothing of it is written", () => {
  const files = { "README.md": strToU8("hello") };
  const zeros = deflated(new Uint8Array(20_000_000));
  const claiming = (bytes: number): Files[string] =>
    manifest(files, { files: { "README.md": { digest: digestOf(strToU8("hello")), bytes } } });
  test.each<[string, () => Uint8Array]>([
    ["no manifest", () => raw([["README.md", deflated(strToU8("hello")), 5]])],
    ["a manifest of another version", () => archive({}, { capsule: 2 })],
    ["a file that is not listed", () => archive(named("more"), { files: {} })],
    [
      "a listed file that is missing",
      () => archive({}, { files: JSON.parse(strFromU8(manifest(named("README.md", "x")))).files }),
    ],
    ["another digest", () => archive({}, { files: { "README.md": { digest: "0".repeat(64), bytes: 5 } } })],
    ["another length", () => archive({}, { files: { "README.md": { digest: digestOf(strToU8("hello")), bytes: 6 } } })],
    ["a link", () => patched((bytes, entry) => bytes.writeUInt32LE((0o120_777 << 16) >>> 0, entry + 38))],
    ["a manifest of 900 MB, which is not inflated", () => raw([["goldilocks.json", zeros, 900_000_000]])],
    [
      "a manifest of a million brackets",
      () => raw([["goldilocks.json", deflated(strToU8("[".repeat(1_000_000))), 1_000_000]]),
    ],
    ["a kind with an escape", () => archive({}, { kind: "\u001B[2Jkind" })],
    ["a commit that is an option", () => archive({}, { commit: "--upload-pack=touch x" })],
    ["a whole that is no hash", () => archive({}, { partialOf: 7 })],
    [
      "more bytes than it claims",
      () =>
        raw([
          ["goldilocks.json", deflated(claiming(100)), claiming(100).length],
          ["README.md", zeros, 100],
        ]),
    ],
    [
      "fewer bytes than it claims",
      () =>
        raw([
          ["goldilocks.json", deflated(claiming(100)), claiming(100).length],
          ["README.md", deflated(strToU8("hello")), 100],
        ]),
    ],
    [
      "eight times 1 GB, each of which is stated",
      () => raw([...Array(8).keys()].map((index) => [`o/${index}`, zeros, 1_000_000_000] as const)),
    ],
    ["a script before it", () => Buffer.concat([strToU8("#!/bin/sh\n"), archive()])],
    ["an encrypted file", () => patched((bytes, entry) => bytes.writeUInt8(1, entry + 8))],
    ["a method of compression that there is not", () => patched((bytes, entry) => bytes.writeUInt8(99, entry + 10))],
    [
      "a file that begins behind the end",
      () => patched((bytes, entry) => bytes.writeUInt32LE(0xffff_fff0, entry + 42)),
    ],
    ["a file that is another one", () => patched((bytes, entry) => bytes.writeUInt32LE(0, entry + 42))],
    ["fewer entries than it counts", () => patched((bytes) => bytes.writeUInt16LE(65_000, bytes.length - 12))],
    [
      "a comment with the end in it",
      () =>
        Buffer.concat([archive().subarray(0, -2), Buffer.from([0xff, 0xff]), strToU8("PK\u0005\u0006".repeat(16_000))]),
    ],
    [
      "more files than any capsule has",
      () => raw([...Array(65_535).keys()].map((index) => [`e/${index}`, deflated(new Uint8Array()), 0] as const)),
    ],
  ])("%s", async (_, bytes) => {
    expect(await laidOut(bytes())).toBe("CLI_BAD_CAPSULE");
  });
});

describe("what is no file is CLI_CANNOT_READ", () => {
  test.each(["absent", ".", "/dev/zero"])("%s", async (name) => {
    await expect(openArchive(resolve(folder, name), name)).rejects.toMatchObject({ code: "CLI_CANNOT_READ" });
  });

  test.skipIf(process.platform === "win32")("a pipe that nobody writes to", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.zip")]);
    await expect(openArchive(join(folder, "pipe.zip"), "pipe.zip")).rejects.toMatchObject({ code: "CLI_CANNOT_READ" });
  });
});

describe("an archive with such names is laid out", () => {
  test.each<[string, readonly string[]]>([
    ["that code takes for its own", ["__proto__", "constructor"]],
    ["of settings that nobody obeys here", [".npmrc", ".gitignore", ".gitattributes"]],
    ["of folders that differ in capitals", ["A/x", "a/y"]],
    ["as long as they may be", ["n".repeat(255)]],
  ])("%s", async (_, paths) => {
    expect(await laidOut(archive(named(...paths)))).toEqual(["README.md", ...paths].toSorted());
    for (const path of paths) expect(readFileSync(join(folder, "out", path), "utf8")).toBe(path);
  });

  test("under the names of its list at the end, whatever stands before the files", async () => {
    const bytes = Buffer.from(archive());
    bytes.write("../../x.y", bytes.indexOf("README.md"));
    expect(await laidOut(bytes)).toEqual(["README.md"]);
  });
});
