import { keyOf, sha256 } from "@goldilocks/digest";
import { openStore } from "@goldilocks/store";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { memoryFileSystem } from "./fixtures/memory-file-system.ts";
import { bytesOf, resultOf } from "./fixtures/scenario.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

const open = () => openStore("/store", { files: memoryFileSystem() });

test("what is written is read back, under the digest that every package computes", async () => {
  const store = await open();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const digest = await store.write(bytes);
      expect(digest).toBe(sha256(bytes));
      expect(await store.read(digest)).toEqual(bytes);
    }),
  );
});

test("bytes may change as soon as write has been called", async () => {
  const store = await open();
  const bytes = bytesOf("as it was");
  const writing = store.write(bytes);
  bytes.fill(0);
  expect(await store.read(await writing)).toEqual(bytesOf("as it was"));
});

test("read returns bytes in a buffer of their own", async () => {
  const store = await open();
  const bytes = await store.read(await store.write(bytesOf("mine")));
  expect([bytes.byteOffset, bytes.buffer.byteLength]).toEqual([0, 4]);
});

test("reading what was never written is STORE_MISSING", async () => {
  const store = await open();
  await expect(store.read(sha256("nothing"))).rejects.toMatchObject({ code: "STORE_MISSING" });
});

test("a result is read back as it was recorded, whatever its values", async () => {
  const store = await open();
  const json = fc.jsonValue({ stringUnit: "grapheme" });
  await fc.assert(
    fc.asyncProperty(json, json, fc.nat(), async (values, provenance, n) => {
      const plain = { ...resultOf(`result ${n}`), outputs: {}, values: {}, provenance: {} };
      const result = JSON.parse(
        JSON.stringify({ ...plain, key: keyOf(["any", n, Math.random()]), values, provenance }),
      );
      await store.record(result);
      expect(await store.result(result.key)).toEqual(result);
    }),
  );
});

test("a key without a result is undefined", async () => {
  const store = await open();
  expect(await store.result(keyOf("nothing"))).toBeUndefined();
});

test("a result whose output was not written cannot be recorded", async () => {
  const store = await open();
  await expect(store.record(resultOf("early"))).rejects.toMatchObject({ code: "STORE_MISSING" });
  expect(await store.result(keyOf("early"))).toBeUndefined();
});

test("values that are no JSON cannot be recorded", async () => {
  const store = await open();
  const result = { ...resultOf("nan"), outputs: {}, values: { loss: Number.NaN } };
  await expect(store.record(result)).rejects.toMatchObject({ code: "DIGEST_NOT_JSON" });
  expect(await store.result(result.key)).toBeUndefined();
});

test("recording the same again keeps the first provenance, recording something else replaces it", async () => {
  const store = await open();
  const first = { ...resultOf("node"), outputs: {} };
  await store.record(first);
  await store.record({ ...first, provenance: { host: "there" } });
  expect(await store.result(first.key)).toEqual(first);
  const second = { ...first, values: { length: 7 }, provenance: { host: "there" } };
  await store.record(second);
  expect(await store.result(first.key)).toEqual(second);
});

test("keys are those of results that begin with a prefix, sorted", async () => {
  const store = await open();
  const results = Array.from({ length: 300 }, (_, i) => ({
    ...resultOf(`node ${i}`),
    outputs: {},
  }));
  for (const result of results) await store.record(result);
  const keys = results.map(({ key }) => key).toSorted();
  const [key = ""] = keys;
  for (const prefix of ["", key.slice(0, 1), key.slice(0, 2), key.slice(0, 3), key]) {
    expect(await store.keys(prefix)).toEqual(keys.filter((one) => one.startsWith(prefix)));
  }
});
