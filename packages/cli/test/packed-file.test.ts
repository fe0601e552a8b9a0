import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { manifestOf } from "../src/capsule/manifest.ts";
import { checkPackable, fileOf, type PackedFile } from "../src/capsule/packed-file.ts";
import { openArchive } from "../src/capsule/read-archive.ts";
import { writeArchive } from "../src/capsule/write-archive.ts";

/** A file that is not there: it must not be read to be refused. */
const absent = (bytes: number): PackedFile => ({
  digest: "ab".repeat(32),
  bytes,
  read: () => Promise.reject(new Error("it was read")),
});

const many = (files: number, bytes: number): ReadonlyMap<string, PackedFile> =>
  new Map([...Array(files).keys()].map((index) => [`objects/${index}`, absent(bytes)]));

test.each<[string, ReadonlyMap<string, PackedFile>]>([
  ["70,011 entries", many(70_011, 1)],
  ["one entry more than a zip archive counts", many(65_535, 1)],
  ["5 GiB", many(5, 1024 ** 3)],
  ["a file above 1 GiB", many(1, 1024 ** 3 + 1)],
  ["a folder of installed packages", new Map([["code/node_modules/x/index.js", absent(1)]])],
  [
    "two files that some systems do not tell apart",
    new Map([
      ["code/A", absent(1)],
      ["code/a", absent(1)],
    ]),
  ],
])("%s are CLI_CANNOT_PACK before anything is read or written", (_, files) => {
  expect(() => checkPackable(files)).toThrow(expect.objectContaining({ code: "CLI_CANNOT_PACK" }));
});

test("as many entries and bytes as exp unpack reads can be packed", () => {
  expect(() => checkPackable(many(65_534, 60_000))).not.toThrow();
});

test("what is written is what is read, and the same each time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "goldilocks-packed-"));
  try {
    const content = new Map([
      ["a/b.txt", fileOf(new TextEncoder().encode("text".repeat(10_000)))],
      ["empty", fileOf(new Uint8Array())],
    ]);
    const listed = [...content].map(([path, { digest, bytes }]) => [path, { digest, bytes }] as const);
    const about = { key: "ab".repeat(32), kind: "figure", outputs: {}, experiment: "e", title: "t", commit: "" };
    const manifest = manifestOf({ ...about, files: Object.fromEntries(listed) });
    const files = new Map([
      ["goldilocks.json", fileOf(new TextEncoder().encode(JSON.stringify(manifest)))],
      ...content,
    ]);
    const [first, second] = [join(folder, "first.zip"), join(folder, "second.zip")];
    expect(await writeArchive(first, files)).toBe(readFileSync(first).length);
    await writeArchive(second, files);
    expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
    expect(strFromU8(unzipSync(readFileSync(first))["a/b.txt"] ?? new Uint8Array())).toBe("text".repeat(10_000));
    const archive = await openArchive(first, "first.zip");
    expect(
      createHash("sha256")
        .update(await archive.read("a/b.txt"))
        .digest("hex"),
    ).toBe(content.get("a/b.txt")?.digest);
    archive.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
