import { keyOf } from "@goldilocks/digest";
import { type Store } from "@goldilocks/engine";
import { openStore } from "@goldilocks/store";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { interleaved, Turns } from "./fixtures/interleaved.ts";
import { memoryFileSystem, type MemoryFileSystem } from "./fixtures/memory-file-system.ts";
import { sealed } from "./fixtures/sealed.ts";

vi.setConfig({ testTimeout: 60_000 }); // a loaded machine is slow, not wrong

const key = keyOf("node");

async function put(disk: MemoryFileSystem, name: string, content: string): Promise<void> {
  const file = await disk.create(`/store/locks/${name}`);
  await file.write(new TextEncoder().encode(content));
}

/** What a lock file of this machine says of its owner, with the pid of no process. */
async function deadOwner(): Promise<Record<string, string | number>> {
  const disk = memoryFileSystem();
  await (await openStore("/store", { files: disk })).lock(key);
  const content = JSON.parse(new TextDecoder().decode(disk.files().get(`/store/locks/${key}`)));
  return { ...content.value.owner, pid: 2 ** 22 + 1 };
}

/** Takes the lock a few times; `inside` counts who holds it. */
async function contend(store: Store, inside: { now: number; most: number; turns: number }): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    const lock = await store.lock(key);
    inside.now++;
    inside.turns++;
    inside.most = Math.max(inside.most, inside.now);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    inside.now--;
    await lock.release();
  }
}

const waiters = 3;

/** Every order of the waiters' operations is possible; `left` are the lock files that dead processes left. */
async function race(left: readonly (readonly [name: string, token: string])[], choose: () => number) {
  const disk = memoryFileSystem();
  await openStore("/store", { files: disk });
  const owner = await deadOwner();
  for (const [name, token] of left) await put(disk, name, sealed({ token, owner }));
  const inside = { now: 0, most: 0, turns: 0 };
  const turns = new Turns(choose);
  const files = interleaved(disk, turns);
  const contenders = Array.from({ length: waiters }, async () => {
    await contend(await openStore("/store", { files }), inside);
  });
  await turns.during(Promise.all(contenders));
  const locks = [...disk.files().keys()].filter((path) => path.startsWith("/store/locks/"));
  return { ...inside, lock: locks.includes(`/store/locks/${key}`) };
}

test.each([
  ["a dead holder", [[key, "a"]]],
  [
    "a dead holder and one who died while taking over from it",
    [
      [key, "a"],
      [`${key}.a`, "b"],
    ],
  ],
  [
    "a dead holder and two who died so",
    [
      [key, "a"],
      [`${key}.a`, "b"],
      [`${key}.b`, "c"],
    ],
  ],
  ["nothing", []],
] as const)("in every order of operations one at a time holds the lock, after %s", async (_, left) => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (choices) => {
      const choose = () => Number(choices.next().value);
      expect(await race(left, choose)).toEqual({
        now: 0,
        most: 1,
        turns: 3 * waiters,
        lock: false,
      });
    }),
    { numRuns: 50 },
  );
});
