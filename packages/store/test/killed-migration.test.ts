import { cp, readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore, type Migration } from "@goldilocks/store";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./fixtures/place.ts";
import { after, earlier, empty, steps, viewOf } from "./fixtures/scenario.ts";
import { ended, spawnFixtureWith } from "./fixtures/spawn.ts";

const KILL_SELF = fileURLToPath(new URL("../../../tests/faults/kill-self.mjs", import.meta.url));
/** `GOLDILOCKS_KILLS=100` kills more often. */
const KILLS = Number(process.env["GOLDILOCKS_KILLS"] ?? 4);

/** A number in [0, 1): the same in every run of the test. */
function share(n: number): number {
  let k = Math.imul(n + 20_261_129, 0x9e3779b1) >>> 0;
  k = Math.imul(k ^ (k >>> 16), 0x85ebca6b);
  k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
  return ((k ^ (k >>> 16)) >>> 0) / 2 ** 32;
}

/** A store of version 1, as an earlier program leaves it. */
async function first(): Promise<string> {
  const directory = join(await temporaryDirectory(), "store");
  const store = await openStore(directory, { migrations: [] });
  for (const { act } of [...earlier, ...steps]) await act(store);
  return directory;
}

async function copyOf(store: string): Promise<string> {
  const directory = join(await temporaryDirectory(), "store");
  await cp(store, directory, { recursive: true });
  return directory;
}

/** Migrates in a process of its own; how that ended. */
const migrate = (directory: string, env: Readonly<Record<string, string>> = {}): Promise<number | string> =>
  ended(spawnFixtureWith({ NODE_OPTIONS: `--import ${KILL_SELF}`, ...env }, "migrate", directory));

/** What lies in a store, but for files that are nobody's any more. */
async function contents(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found = new Map<string, string>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path);
    if (!/^(?:tmp|locks)[\\/]/u.test(name)) found.set(name, await readFile(path, "latin1"));
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The store is of that version already: nothing is left to do. */
const done: readonly Migration[] = [2, 3].map((to) => ({
  to,
  migrate: () => Promise.reject(new Error("done before")),
}));

test(
  "kill -9 at any change of the disk during a migration: the next process goes on with it, to the same store",
  { timeout: 60_000 + 10_000 * KILLS },
  async () => {
    const old = await first();
    const undisturbed = await copyOf(old);
    const log = join(await temporaryDirectory(), "changes");
    expect(await migrate(undisturbed, { KILL_LOG: log })).toBe(0);
    const changes = Number(await readFile(log, "utf8"));
    expect(changes).toBeGreaterThan(20);
    const whole = await contents(undisturbed);
    const ends: (number | string)[] = [];
    let directory = await copyOf(old);
    for (let n = 0; n < KILLS; n++) {
      ends.push(await migrate(directory, { KILL_AT: String(1 + Math.floor(share(n) * changes)) }));
      // Every third store is killed twice before it is brought to its end.
      if (n % 3 === 1) continue;
      expect(await migrate(directory)).toBe(0);
      expect(await contents(directory)).toEqual(whole);
      const view = await viewOf(await openStore(directory, { migrations: done }));
      expect(view).toEqual({ ...after(empty, [...earlier, ...steps]), runs: [] });
      directory = await copyOf(old);
    }
    // What was begun before leaves less to do, and less to be killed at.
    expect(ends.filter((end) => end === "SIGKILL").length).toBeGreaterThanOrEqual(KILLS / 2);
  },
);
