import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { filesBelow, KILL_SELF, must, mustBeDone, mustHaveKept, Workplace } from "./workplace.mjs";

/** Numbers in [0, 1) that are the same in every run of the check. */
function drawn(seed) {
  let n = seed;
  return () => {
    n = (n + 0x9e3779b9) | 0;
    let k = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
    k = Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
    return ((k ^ (k >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** How far a kill lies, at most, as a share of what an undisturbed run changes or takes: a run is killed several times before it ends. */
const FARTHEST = 0.25;
/** One kill in so many comes from outside, at any moment; the others are at a change of the disk. */
const FROM_OUTSIDE = 6;

/** Starts the command and lets it be killed once. Gives how it ended and at what it was killed; no kill where it ended sooner. */
async function killedRun(place, expected, random) {
  if (random() * FROM_OUTSIDE < 1) {
    const { child, end } = place.start();
    await Promise.race([wait(random() * 0.6 * expected.duration), end]);
    child.kill("SIGKILL");
    const ended = await end;
    return { ended, at: ended.signal === "SIGKILL" ? "any moment" : undefined };
  }
  const log = join(place.folder, "kill.log");
  const seen = existsSync(log) ? readFileSync(log, "utf8").length : 0;
  const at = 1 + Math.floor(random() * FARTHEST * expected.changes);
  const env = { NODE_OPTIONS: `--import ${KILL_SELF}`, KILL_AT: String(at), KILL_LOG: log };
  const ended = await place.run({ env });
  if (ended.signal !== "SIGKILL") return { ended, at: undefined };
  return { ended, at: readFileSync(log, "utf8").slice(seen).trim() };
}

/** One store, from nothing through kills to the end. Adds to `done` what each was at. */
async function life(expected, random, done, most) {
  const place = new Workplace();
  let recorded = new Map();
  for (;;) {
    const what = `after ${done.length} kills`;
    const last = done.length >= most;
    const { ended, at } = last ? { ended: await place.run() } : await killedRun(place, expected, random);
    const now = place.recorded();
    mustHaveKept(recorded, now, what);
    recorded = now;
    if (at !== undefined) {
      done.push(at);
      continue;
    }
    mustBeDone(place, ended, expected, what);
    must(!ended.stderr.includes("STORE_CORRUPT"), `${what}: something was damaged`, ended.stderr);
    mustHaveKept(expected.recorded, recorded, what);
    must(filesBelow(join(place.store, "checkpoints")).length === 0, `${what}: a checkpoint is left`);
    place.remove();
    return;
  }
}

/** Kills the program `most` times at least, on two stores at a time; says at what. */
export async function kills(expected, most) {
  const lanes = await Promise.all(
    [1, 2].map(async (lane) => {
      const random = drawn(20_261_123 + lane);
      const done = [];
      let lives = 0;
      for (; done.length < most / 2; lives++) await life(expected, random, done, Math.ceil(most / 2));
      return { done, lives };
    }),
  );
  const all = lanes.flatMap(({ done }) => done);
  const stores = lanes.reduce((sum, { lives }) => sum + lives, 0);
  const inThreads = all.filter((at) => at.endsWith("worker")).length;
  const counts = new Map();
  for (const at of all) {
    const name = at.replace(/ (?:main|worker)$/u, "");
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const named = [...counts].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${count} at ${name}`);
  return `${all.length} kills on ${stores} stores (${named.join(", ")}; ${inThreads} in worker threads)`;
}
