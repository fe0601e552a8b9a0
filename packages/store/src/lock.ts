import type { Lock, Store } from "@goldilocks/engine";
import { holderOf, letGo, isOurs, tryHold, type Holding, type Observations } from "./lock-file.ts";
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

/** Which locks are looked at, and how. */
interface LookAtLocks {
  /** @default all */
  readonly counts?: (name: string) => boolean;
  /** Told once of how many locks a sign of life is waited for. Without it nothing is waited for, and they count as held. */
  readonly onWait?: (locks: number) => void;
}

/**
 * How many keys are locked by somebody alive. Locks of the dead are taken away: those whose key nobody asks for again go so.
 *
 * A holder on another machine may be dead or alive. With `onWait` it is watched until it gives a sign of life, or its lock expires.
 */
export async function liveLocks(place: Place, { counts = () => true, onWait }: LookAtLocks = {}): Promise<number> {
  const observations: Observations = new Map();
  const signs = new Map<string, string>();
  let names = (await namesIn(place, place.layout.locks)).filter(counts);
  for (let attempt = 0; ; attempt++) {
    const held = await stillHeld(place, names, observations);
    const isSure = held.some(({ name, sign, isHere }) => isHere || (signs.get(name) ?? sign) !== sign);
    if (held.length === 0 || isSure || onWait === undefined) return held.length;
    if (attempt === 0) onWait(held.length);
    for (const { name, sign } of held) signs.set(name, sign);
    names = held.map(({ name }) => name);
    await pause(attempt, undefined);
  }
}

interface Held {
  readonly name: string;
  /** Changes with every sign of life, and with the holder. */
  readonly sign: string;
  /** Whether a process of this machine has it, which runs. */
  readonly isHere: boolean;
}

/** Those of the locks that somebody holds; the others are taken away. */
async function stillHeld(place: Place, names: readonly string[], observations: Observations): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const name of names) {
    const holding = await tryHold(place, name, observations);
    if (holding !== undefined) await letGo(place, holding);
    else held.push({ name, ...(await holderOf(place, name)) });
  }
  return held;
}
