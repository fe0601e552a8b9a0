import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { must, mustBeDone, mustHaveKept, Workplace } from "./workplace.mjs";

/** Four processes on one store, one of which is killed while it holds a lock. */
async function round(expected, share) {
  const place = new Workplace();
  const all = Array.from({ length: 4 }, (_, i) =>
    place.start({ words: ["faults.yaml", "--workers", i < 2 ? "1" : "2", "--json"] }),
  );
  await wait(share * expected.duration);
  const [{ child, end }, ...others] = all;
  const held = await holding(place.store, child);
  child.kill("SIGKILL");
  const ended = await Promise.all(others.map((other) => other.end));
  await end;
  // Another may still write when one ends; what is left behind is looked at when all have.
  for (const [index, one] of ended.entries())
    mustBeDone(place, one, expected, `process ${index + 2} of 4`, { killed: child.pid });
  for (const { stderr } of ended) must(!stderr.includes("STORE_CORRUPT"), "something was damaged", stderr);
  mustHaveKept(expected.recorded, place.recorded(), "after a process of four was killed");
  mustBeDone(place, await place.run(), expected, "the same command once more");
  place.remove();
  return held;
}

/** Waits until a process holds a lock, or has ended. Says whether it did. */
async function holding(store, child) {
  const locks = join(store, "locks");
  while (child.exitCode === null) {
    const held = existsSync(locks) && readdirSync(locks).length > 0;
    if (held) return true;
    await wait(1);
  }
  return false;
}

/** Several rounds, in which one of four processes is killed earlier or later. */
export async function four(expected) {
  const shares = [0.2, 0.5, 0.8, 1.2];
  let held = 0;
  for (const share of shares) if (await round(expected, share)) held += 1;
  return `${shares.length} times four processes on one store, one killed (${held} times while there were locks)`;
}
