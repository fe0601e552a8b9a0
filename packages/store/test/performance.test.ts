import { keyOf } from "@goldilocks/digest";
import { nodeFileSystem, openStore, type FileSystem } from "@goldilocks/store";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./fixtures/place.ts";
import { bytesOf, resultOf } from "./fixtures/scenario.ts";

const unsynced: FileSystem = {
  ...nodeFileSystem,
  create: async (path) => ({ ...(await nodeFileSystem.create(path)), sync: async () => {} }),
  syncDirectory: async () => {},
};

/** What this process has computed, in milliseconds: other processes of a loaded machine do not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

test(
  "ten thousand results are looked up in about a second, one by one and all at once",
  { timeout: 120_000 },
  async () => {
    const store = await openStore(await temporaryDirectory(), { files: unsynced });
    await store.write(bytesOf("same"));
    const results = Array.from({ length: 10_000 }, (_, i) => ({
      ...resultOf("x", "same"),
      key: keyOf(i),
    }));
    for (const result of results) await store.record(result);
    await store.result(keyOf(0));

    const start = processorTime();
    for (const { key } of results) expect(await store.result(key)).toBeDefined();
    const serial = processorTime() - start;
    expect((await Promise.all(results.map(({ key }) => store.result(key)))).every(Boolean)).toBe(true);
    const parallel = processorTime() - start - serial;
    console.log(`10,000 results: ${serial.toFixed(0)} ms one by one, ${parallel.toFixed(0)} ms at once`);
    // A quiet machine needs a fifth of it.
    expect(serial).toBeLessThan(4000);
    expect(parallel).toBeLessThan(4000);
  },
);
