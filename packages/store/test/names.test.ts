import { keyOf } from "@goldilocks/digest";
import { openStore } from "@goldilocks/store";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { memoryFileSystem } from "./fixtures/memory-file-system.ts";
import { bytesOf, resultOf } from "./fixtures/scenario.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

const invalid = { code: "STORE_INVALID_NAME" };

const hostile = fc.oneof(
  fc.constantFrom("", ".", "..", "../../etc/passwd", `../${keyOf("a").slice(3)}`, `${keyOf("a")}/x`, "\0", "/"),
  fc.constantFrom(keyOf("a").toUpperCase(), keyOf("a").slice(1), `${keyOf("a")}0`, `${keyOf("a")}\n`),
  fc.string(),
);

test("nothing but 64 lower-case hex digits is a key or digest, and nothing is written for it", async () => {
  const files = memoryFileSystem();
  const store = await openStore("/store", { files });
  const before = [...files.files().keys()];
  await fc.assert(
    fc.asyncProperty(hostile, async (name) => {
      const result = { ...resultOf("a"), outputs: {} };
      const output = { digest: name, bytes: 1, mediaType: "text/plain" };
      const checkpoint = { step: 1, bytes: bytesOf("state") };
      await expect(store.result(name)).rejects.toMatchObject(invalid);
      await expect(store.record({ ...result, key: name })).rejects.toMatchObject(invalid);
      await expect(store.record({ ...result, outputs: { output } })).rejects.toMatchObject(invalid);
      await expect(store.read(name)).rejects.toMatchObject(invalid);
      await expect(store.lock(name)).rejects.toMatchObject(invalid);
      await expect(store.addPoint(name, 1, keyOf("a"))).rejects.toMatchObject(invalid);
      await expect(store.addPoint(keyOf("a"), 1, name)).rejects.toMatchObject(invalid);
      await expect(store.points(name)).rejects.toMatchObject(invalid);
      await expect(store.saveCheckpoint(name, checkpoint)).rejects.toMatchObject(invalid);
      await expect(store.checkpoint(name)).rejects.toMatchObject(invalid);
      await expect(store.dropCheckpoint(name)).rejects.toMatchObject(invalid);
    }),
  );
  expect([...files.files().keys()]).toEqual(before);
});

test.each(["", ".", "..", ".hidden", "a/b", "a\\b", "a b", "ü", "-x", "x".repeat(129)])(
  "%j is no run id",
  async (id) => {
    const store = await openStore("/store", { files: memoryFileSystem() });
    await expect(store.writeRun(id, {})).rejects.toMatchObject(invalid);
  },
);

test.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])("%d is no step", async (step) => {
  const store = await openStore("/store", { files: memoryFileSystem() });
  await expect(store.addPoint(keyOf("a"), step, keyOf("b"))).rejects.toMatchObject(invalid);
  await expect(store.saveCheckpoint(keyOf("a"), { step, bytes: bytesOf("") })).rejects.toMatchObject(invalid);
});

test.each(["g", "A", "..", "a/", `${keyOf("a")}0`])("%j is no prefix of a key", async (prefix) => {
  const store = await openStore("/store", { files: memoryFileSystem() });
  await expect(store.keys(prefix)).rejects.toMatchObject(invalid);
});
