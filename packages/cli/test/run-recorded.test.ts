import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runRecorded } from "../src/rerun/run-recorded.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "goldilocks-run-recorded-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(process.platform === "win32")("older code has a store of its own, and tells MLflow nothing", async () => {
  const npx = join(folder, "npx");
  await writeFile(npx, '#!/bin/sh\necho "$GOLDILOCKS_STORE $GOLDILOCKS_MLFLOW" > told\n');
  await chmod(npx, 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"] ?? ""}`);
  vi.stubEnv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9");
  const target = { key: null, partialOf: null, normal: {}, recorded: null, nodes: new Map(), run: null, held: null };
  const watch = { workers: 1, signal: new AbortController().signal, say: () => {} };
  await runRecorded(target, { folder, commit: "", patch: "" }, watch);
  expect(await readFile(join(folder, "told"), "utf8")).toBe(`${join(folder, ".rerun", "store")} off\n`);
});
