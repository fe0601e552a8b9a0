import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findWorkspace } from "../src/workspace.ts";

test("GOLDILOCKS_RESULTS names the folder of all results, from where the person stands; empty, it is not set", () => {
  const base = mkdtempSync(join(tmpdir(), "goldilocks-workspace-"));
  expect(findWorkspace({}, base).results).toBe(join(base, "results"));
  expect(findWorkspace({ GOLDILOCKS_RESULTS: "" }, base).results).toBe(join(base, "results"));
  expect(findWorkspace({ GOLDILOCKS_RESULTS: "elsewhere" }, base).results).toBe(join(base, "elsewhere"));
  rmSync(base, { recursive: true });
});
