import type { Lock, Store } from "@goldilocks/engine";
import { letGo, isOurs, tryHold, type Holding, type Observations } from "./lock-file.ts";
import { checkHash } from "./names.ts";
import { type Place } from "./place.ts";
import { namesIn } from "./stored-file.ts";

type StopSignal = NonNullable<Parameters<Store["lock"]>[1]>;

const firstPause = 4;
const longestPause = 250;

/** Waits between two looks: longer each time, and unequally, so that many waiters do not look all at once. */
async function pause(attempt: number, signal: StopSignal | undefined): Promise<void> {
  const longest = Math.min(longestPause, firstPause * 1.5 ** attempt);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, longest * (0.5 + Math.random() / 2));
    signal?.addEventListener("abort", done);
  });
  signal?.throwIfAborted();
}

/** Gives signs of life for as long as the lock is held. The timer keeps no process from ending. */
function beat(place: Place, holding: Holding): NodeJS.Timeout {
  const once = async (): Promise<void> => {
    if (await isOurs(place, holding)) await place.files.touch(holding.path);
    else clearInterval(timer);
  };
  // A missed beat is no harm, and a full disk or a removed store shows elsewhere.
  const timer = setInterval(() => void once().catch(() => {}), place.times.heartbeat);
  return timer.unref();
}

/**
 * Waits for a key's lock and takes it. It waits for other threads and callers of this process too.
 *
 * When `signal` aborts, it rejects with the signal's reason.
 */
export async function lockKey(place: Place, key: string, signal?: StopSignal): Promise<Lock> {
  checkHash("key", key);
  return lockName(place, key, signal);
}

/** The same for a name that is no key. */
export async function lockName(place: Place, name: string, signal?: StopSignal): Promise<Lock> {
  signal?.throwIfAborted();
  const observations: Observations = new Map();
  for (let attempt = 0; ; attempt++) {
    const holding = await tryHold(place, name, observations);
    if (holding !== undefined) return lockOf(place, holding);
    await pause(attempt, signal);
  }
}

function lockOf(place: Place, holding: Holding): Lock {
  const timer = beat(place, holding);
  let released: Promise<void> | undefined;
  return {
    release: () => {
      clearInterval(timer);
      released ??= letGo(place, holding);
      return released;
    },
  };
}

/** How many keys are locked by somebody alive. Locks of the dead are taken away: those whose key nobody asks for again go so. */
export async function liveLocks(place: Place, counts: (name: string) => boolean = () => true): Promise<number> {
  let held = 0;
  for (const name of (await namesIn(place, place.layout.locks)).filter(counts)) {
    const holding = await tryHold(place, name, new Map());
    if (holding === undefined) held += 1;
    else await letGo(place, holding);
  }
  return held;
}
