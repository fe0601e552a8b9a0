import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Json } from "@goldilocks/digest";
import { clearNoFile } from "./damage.ts";
import { field, seal, unseal } from "./envelope.ts";
import { errno, isStrange } from "./errno.ts";
import { type Liveness, livenessOf, type Owner } from "./owner.ts";
import { type Place } from "./place.ts";
import { removeQuietly, temporaryFile, withDirectory } from "./replace-file.ts";
import { sha256 } from "./sha256.ts";
import { ifPresent } from "./stored-file.ts";

/*
 * A lock is a file that names its holder and a token never used before. It appears, complete, by one atomic `link`, which fails
 * when the name is taken. So only the removal of a dead holder's file can go wrong: of two waiters who both saw holder T dead, the
 * first replaces T by itself, and the second, a moment late, must not remove the first.
 *
 * Therefore the right to replace T is itself a lock, named `<key>.<T>`, taken in this same way. Who has it looks again, and replaces
 * the file only if T is still there. Nobody else may touch T then: its holder is dead, and every other waiter lacks the right. Who
 * gets the right later, because the first is done, finds another token and lets go. Should the one that has the right die, the
 * right is a lock with a dead holder, and the next waiter takes over the right first, under a name made of that token. As tokens
 * never come back, no name does, and every step down this chain needs one more process to have died in the same few milliseconds.
 *
 * A living holder's file is removed by nobody else, so it may simply be unlinked when it is released. Only where a holder is
 * presumed dead, because its heartbeat stopped where its pid means nothing, can two hold a lock; that computes a node twice.
 */

/** How locks keep time, in milliseconds. */
export interface LockTimes {
  /** Between two signs of life of a holder. */
  readonly heartbeat: number;
  /** Without a sign of life for this long, a holder on another machine is presumed dead. */
  readonly expires: number;
}

// A process that runs here can still have lost the thread that took the lock. But a thread that computes gives no sign either.
const patienceWithTheLiving = 10;
// That this host was started anew is concluded from clocks, which may be wrong.
const missedBeats = 3;

/** A lock that was taken. */
export interface Holding {
  readonly path: string;
  readonly token: string;
}

/**
 * For how long a waiter has seen the same heartbeat, by its own steady clock: clocks of two machines are never compared, and one that
 * jumps is not asked.
 */
export type Observations = Map<string, Observation>;

interface Observation {
  readonly beat: number;
  /** When it was last looked at. */
  readonly at: number;
  readonly silent: number;
}

interface Found {
  readonly token: string;
  /** False where a folder, or a link that leads nowhere, has the lock's name. */
  readonly isFile: boolean;
  readonly owner: Owner | undefined;
  readonly beat: number;
}

/** Gives a value in the place of an error that says that something is no file of a store. */
const strangeAs =
  <T>(value: T) =>
  (error: unknown): T => {
    if (isStrange(error)) return value;
    throw error;
  };

function parseOwner(value: Json | undefined): Owner | undefined {
  const [pid, started, machine, host] = ["pid", "started", "machine", "host"].map((name) => field(value, name));
  const boot = field(value, "boot");
  if (typeof pid !== "number" || typeof started !== "string") return undefined;
  if (typeof machine !== "string" || typeof host !== "string") return undefined;
  return { pid, started, machine, host, boot: typeof boot === "string" ? boot : "" };
}

async function look({ files }: Place, path: string): Promise<Found | undefined> {
  const facts = await ifPresent(files.stat(path));
  if (facts === undefined) return undefined;
  const { modified: beat, isFile } = facts;
  const damaged = (content: string | Uint8Array): Found => {
    return { token: `damaged-${sha256(content).slice(0, 32)}`, isFile, owner: undefined, beat };
  };
  const bytes = isFile ? await ifPresent(files.read(path)).catch(strangeAs(null)) : null;
  if (bytes === undefined) return undefined;
  if (bytes === null) return damaged(`no file of ${beat}`);
  const value = unseal(bytes);
  const token = field(value, "token");
  return typeof token === "string" ? { token, isFile, owner: parseOwner(field(value, "owner")), beat } : damaged(bytes);
}

/** A waiter that stood still itself, as a suspended machine does, has not watched: between two looks no more passes than this share. */
const lookShare = 1 / 4;
const shortestLook = 10;

/** For how long a holder has given no sign of life. */
function silence(found: Found, observations: Observations, patience: number): number {
  const at = performance.now();
  const { beat } = found;
  const seen = observations.get(found.token);
  const watched = seen?.beat === beat ? Math.min(at - seen.at, Math.max(patience * lookShare, shortestLook)) : 0;
  const silent = seen?.beat === beat ? seen.silent + watched : 0;
  observations.set(found.token, { beat, at, silent });
  return silent;
}

function isHeld(place: Place, found: Found, observations: Observations): boolean {
  const { expires, heartbeat } = place.times;
  const isSilent = (patience: number): boolean => silence(found, observations, patience) >= patience;
  // A file that a power cut left empty, or that was damaged, names nobody to wait for.
  if (found.owner === undefined) return !isSilent(expires) && Date.now() - found.beat < expires;
  const patience: Readonly<Record<Exclude<Liveness, "dead">, number>> = {
    alive: patienceWithTheLiving * expires,
    "of an earlier boot": Math.min(missedBeats * heartbeat, expires),
    unknown: expires,
  };
  const liveness = livenessOf(found.owner, place.owner, found.beat);
  return liveness !== "dead" && !isSilent(patience[liveness]);
}

/** The last sign of life of whoever holds a lock, and whether that is a process of this machine that runs. */
export async function holderOf(place: Place, name: string): Promise<{ sign: string; isHere: boolean }> {
  const found = await look(place, join(place.layout.locks, name));
  if (found === undefined) return { sign: "", isHere: false };
  const { token, owner, beat } = found;
  const isHere = owner !== undefined && livenessOf(owner, place.owner, beat) === "alive";
  return { sign: `${token} ${beat}`, isHere };
}

const noHardLinks = new Set(["ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EPERM", "EMLINK"]);

/** Gives a complete file its name, unless the name is taken. */
async function linkNew({ files }: Place, temporary: string, path: string): Promise<boolean> {
  try {
    await files.link(temporary, path);
    return true;
  } catch (error) {
    const code = errno(error) ?? "";
    if (code === "EEXIST") return false;
    if (!noHardLinks.has(code)) throw error;
  }
  return copyNew({ files }, temporary, path);
}

/** For file systems without hard links: for an instant the file is empty, which counts as damaged, and so as held. */
async function copyNew({ files }: Pick<Place, "files">, temporary: string, path: string): Promise<boolean> {
  try {
    const file = await files.create(path);
    await file.write(await files.read(temporary)).finally(() => file.close());
    return true;
  } catch (error) {
    if (errno(error) === "EEXIST") return false;
    throw error;
  }
}

/** Replaces the file of a dead holder by `temporary`, unless somebody else was first. */
async function takeOver(
  place: Place,
  name: string,
  dead: Found,
  temporary: string,
  observations: Observations,
): Promise<boolean> {
  const [key] = name.split(".", 1);
  const right = await tryHold(place, `${key}.${dead.token}`, observations);
  if (right === undefined) return false;
  try {
    const path = join(place.layout.locks, name);
    if ((await look(place, path))?.token !== dead.token) return false;
    // Over a folder no file can be moved; once it is set aside, the name is free for anybody.
    if (!dead.isFile) return (await clearNoFile(place, path)) && (await linkNew(place, temporary, path));
    await place.files.rename(temporary, path);
    return true;
  } finally {
    await letGo(place, right);
  }
}

/**
 * Tries once to take a lock, and returns `undefined` when somebody else has it, or just had it.
 *
 * @param name - A key; or, for the right to remove a dead holder, the key and its token.
 */
export async function tryHold(place: Place, name: string, observations: Observations): Promise<Holding | undefined> {
  const path = join(place.layout.locks, name);
  const found = await look(place, path);
  if (found !== undefined && isHeld(place, found, observations)) return undefined;
  const token = randomUUID();
  const content = seal({ token, owner: { ...place.owner } });
  const temporary = await temporaryFile(place, [content], false);
  try {
    const held =
      found === undefined
        ? await withDirectory(place, place.layout.locks, () => linkNew(place, temporary, path))
        : await takeOver(place, name, found, temporary, observations);
    return held ? { path, token } : undefined;
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined; // somebody removed the temporary file: it is tried once more
    throw error;
  } finally {
    await removeQuietly(place, temporary);
  }
}

/** Whether a lock is still the one that was taken. A damaged file is: nobody else has written there. */
export async function isOurs(place: Place, holding: Holding): Promise<boolean> {
  const found = await look(place, holding.path);
  return found !== undefined && (found.token === holding.token || found.owner === undefined);
}

/** Gives a lock back, unless it was taken over. */
export async function letGo(place: Place, holding: Holding): Promise<void> {
  if (await isOurs(place, holding)) await ifPresent(place.files.remove(holding.path));
}
