import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore } from "@goldilocks/engine";
import { loadExperiment } from "@goldilocks/spec";
import { expect, test } from "vitest";
import type { Session } from "../../src/command.ts";
import type { Prepared } from "../../src/prepare.ts";
import { followRun } from "../../src/tracking/follow-run.ts";
import { GRID, planOf } from "./plans.ts";

test("a run that an error ended is left at once, and nothing is opened for it any more", async () => {
  const root = await mkdtemp(join(tmpdir(), "goldilocks-follow-run-"));
  const prepared = {
    plan: await planOf(GRID),
    experiment: await loadExperiment("x.yaml", { read: () => GRID }),
    folder: "grid",
    command: null,
    store: memoryStore(),
    workspace: { store: root, results: join(root, "results") },
  } as unknown as Prepared;
  const begun = { id: "1", plan: "", provenance: {}, started: "2026-01-02T03:04:05.678Z" };
  const said: string[] = [];
  const session = { env: {}, err: { print: (line: string) => said.push(line) } } as unknown as Session;
  const given = { positionals: [], flags: new Set<string>(), values: new Map<string, string[]>() };
  const how = { computes: true, signal: new AbortController().signal };
  const followed = followRun(prepared, begun, how, given, session);
  const began = performance.now();
  await followed.leave();
  expect(performance.now() - began).toBeLessThan(2000);
  expect([existsSync(join(root, "tracking")), said]).toEqual([false, []]);
  await rm(root, { recursive: true });
});
