import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { FakeMlflow } from "./fixtures/fake-mlflow.ts";
import { listen } from "./fixtures/server.ts";

test("the example of the README prints what the README says", { timeout: 30_000 }, async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const [, example = "", printed = ""] = /```js\n(.*?)```\n\n```\n(.*?)```/su.exec(readme) ?? [];
  const { port } = await listen(new FakeMlflow().handle);
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const env = { ...process.env, MLFLOW_TRACKING_URI: `http://127.0.0.1:${port}`, MLFLOW_EXPERIMENT_NAME: "mine" };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", example], {
    cwd,
    env,
  });
  expect(printed).not.toBe("");
  expect(stdout).toBe(printed);
});

const codes = (text: string) =>
  [...new Set([...text.matchAll(/`(MLFLOW_[A-Z_]+)`/gu)].map(([, code]) => code))].toSorted();

test("the README lists every code, and no other", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const source = await readFile(new URL("../src/mlflow-error.ts", import.meta.url), "utf8");
  const table = /\| code[^]*?\n\n/u.exec(readme)?.[0] ?? "";
  const union = /MlflowErrorCode =([^;]*);/u.exec(source)?.[1]?.replaceAll('"', "`") ?? "";
  expect(codes(table)).toEqual(codes(union));
});
