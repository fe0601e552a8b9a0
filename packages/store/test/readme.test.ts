import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./fixtures/place.ts";

test("the example of the README prints what the README says", { timeout: 30_000 }, async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const [, example = "", printed = ""] = /```js\n(.*?)```\n\n```\n(.*?)```/su.exec(readme) ?? [];
  const code = example.replace('".goldilocks"', JSON.stringify(await temporaryDirectory()));
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], { cwd });
  expect(stdout).toBe(printed);
});
