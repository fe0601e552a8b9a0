import { keyOf } from "@goldilocks/digest";
import { openStore } from "@goldilocks/store";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { memoryFileSystem } from "./fixtures/memory-file-system.ts";
import { bytesOf } from "./fixtures/scenario.ts";

const open = () => openStore("/store", { files: memoryFileSystem() });
const [one, other] = [keyOf("one"), keyOf("other")];

test("points come back by step, and only those of their trajectory", async () => {
  const store = await open();
  for (const step of [20_000, 5000, 100_000, 0]) await store.addPoint(one, step, keyOf(step));
  await store.addPoint(other, 7, keyOf(7));
  expect(await store.points(one)).toEqual([0, 5000, 20_000, 100_000].map((step) => ({ step, key: keyOf(step) })));
  expect(await store.points(keyOf("none"))).toEqual([]);
});

test("a point that is added again has its newest key", async () => {
  const store = await open();
  await store.addPoint(one, 5, keyOf("a"));
  await store.addPoint(one, 5, keyOf("a"));
  await store.addPoint(one, 5, keyOf("b"));
  expect(await store.points(one)).toEqual([{ step: 5, key: keyOf("b") }]);
});

test("a trajectory has one checkpoint, the newest, whatever its bytes", async () => {
  const store = await open();
  expect(await store.checkpoint(one)).toBeUndefined();
  await fc.assert(
    fc.asyncProperty(fc.maxSafeNat(), fc.uint8Array(), async (step, bytes) => {
      await store.saveCheckpoint(one, { step, bytes });
      expect(await store.checkpoint(one)).toEqual({ step, bytes });
    }),
  );
  expect(await store.checkpoint(other)).toBeUndefined();
});

test("a checkpoint that was dropped is gone, and may be dropped again", async () => {
  const store = await open();
  await store.saveCheckpoint(one, { step: 1, bytes: bytesOf("state") });
  await store.dropCheckpoint(one);
  await store.dropCheckpoint(one);
  expect(await store.checkpoint(one)).toBeUndefined();
});

test("runs come back by id, each as it was last written", async () => {
  const store = await open();
  await store.writeRun("2024-b", { status: "running" });
  await store.writeRun("2024-a", null);
  await store.writeRun("2024-b", { status: "done" });
  expect(await store.runs()).toEqual([null, { status: "done" }]);
});
