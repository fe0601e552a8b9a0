import { execFileSync } from "node:child_process";
import { mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRegular, readRegular, readRegularSync, RefusedFile } from "@goldilocks/regular-files";
import { expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "goldilocks-regular-"));
const at = (name: string): string => join(folder, name);

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

/** What both readers make of a path: the text, or the code of the error. */
async function read(path: string, most = 100): Promise<readonly string[]> {
  const later = await readRegular(path, most).then((bytes) => Buffer.from(bytes).toString(), codeOf);
  try {
    return [later, Buffer.from(readRegularSync(path, most)).toString()];
  } catch (error) {
    return [later, codeOf(error)];
  }
}

test("a regular file is read whole, also through a symbolic link", async () => {
  writeFileSync(at("file"), "hello");
  symlinkSync("file", at("link"));
  expect(await read(at("file"))).toEqual(["hello", "hello"]);
  expect(await read(at("link"))).toEqual(["hello", "hello"]);
});

test("a pipe is refused at once, though nobody writes to it", async () => {
  execFileSync("mkfifo", [at("pipe")]);
  expect(await read(at("pipe"))).toEqual(["ENOTREG", "ENOTREG"]);
  await expect(openRegular(at("pipe"))).rejects.toBeInstanceOf(RefusedFile);
});

test("a folder, a device and a socket are refused", async () => {
  const server = createServer().listen(at("socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  expect(await read(folder)).toEqual(["EISDIR", "EISDIR"]);
  expect(await read("/dev/zero")).toEqual(["ENOTREG", "ENOTREG"]);
  expect(await read(at("socket"))).toEqual(["ENOTREG", "ENOTREG"]);
  server.close();
});

test("a file above the bound is refused before it is read", async () => {
  writeFileSync(at("sparse"), "");
  truncateSync(at("sparse"), 2 ** 40);
  expect(await read(at("sparse"))).toEqual(["EFBIG", "EFBIG"]);
  expect(await read(at("file"), 5)).toEqual(["hello", "hello"]);
  expect(await read(at("file"), 4)).toEqual(["EFBIG", "EFBIG"]);
});

test("what is not there has the system's own error", async () => {
  expect(await read(at("nowhere"))).toEqual(["ENOENT", "ENOENT"]);
});
