import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@goldilocks/store";
import { expect, test } from "vitest";
import { runId } from "../src/run/run-record.ts";

test.each([Date.now(), 0, -1e12, -1e14, 3e14, 8.64e15, -8.64e15])(
  "a run that began at %d ms by a clock, however wrong that is, has an id that a store keeps",
  async (time) => {
    const folder = mkdtempSync(join(tmpdir(), "goldilocks-run-id-"));
    const store = await openStore(folder);
    await store.writeRun(runId(new Date(time).toISOString()), { time });
    expect(await store.runs()).toEqual([{ time }]);
    rmSync(folder, { recursive: true });
  },
);
