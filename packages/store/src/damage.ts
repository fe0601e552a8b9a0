import { randomUUID } from "node:crypto";
import { basename, join, relative, sep } from "node:path";
import { type Issue } from "@goldilocks/diagnostics";
import { errno, isStrange } from "./errno.ts";
import { StoreError } from "./error.ts";
import { type Layout } from "./layout.ts";
import { type Place } from "./place.ts";

/** The kinds of file that a store keeps. */
export type StoredKind = "checkpoint" | "lock" | "object" | "pin" | "point" | "result" | "run" | "store";

/** A stored file that is not as it was written, or something else in its place. It is an issue, so that it can be printed like any other. */
export interface DamageReport extends Issue {
  readonly code: "STORE_CORRUPT";
  readonly kind: StoredKind;
  /** The digest, the key, the run's id, the trajectory, or `trajectory/step`. */
  readonly name: string;
  /** Where the file was. */
  readonly file: string;
  /** Where it is now; absent when it could not be moved, as in a read-only store. */
  readonly movedTo?: string;
}

/** A file that was found to be damaged, and how to tell. */
export interface Suspect {
  readonly kind: StoredKind;
  readonly name: string;
  readonly file: string;
  readonly intact: (bytes: Uint8Array) => boolean;
}

function report(suspect: Suspect, movedTo: string | undefined, hint = "make the store writable"): DamageReport {
  const { kind, name, file } = suspect;
  return {
    code: "STORE_CORRUPT",
    kind,
    name,
    file,
    message: `damaged ${kind} ${name}: ${file}`,
    hint: movedTo === undefined ? hint : `it was set aside as ${movedTo}`,
    ...(movedTo === undefined ? {} : { movedTo }),
  };
}

/**
 * Moves a damaged file out of the way and reports it. Afterwards it is absent.
 *
 * Another process may have found the same damage and put a good file there meanwhile. So what was moved is looked at again, and
 * a good one goes back, unless a newer one has its place. Returns whether the damage was real.
 */
export async function quarantine(place: Place, suspect: Suspect): Promise<boolean> {
  const { files, layout } = place;
  const aside = join(layout.quarantine, `${suspect.kind}-${basename(suspect.file)}-${randomUUID()}`);
  try {
    await files.makeDirectory(layout.quarantine);
    await files.rename(suspect.file, aside);
  } catch (error) {
    // Whoever moved it first has reported it.
    if (errno(error) !== "ENOENT") {
      const hint = error instanceof StoreError ? error.issues[0]?.hint : undefined;
      place.onDamage(report(suspect, undefined, hint));
    }
    return true;
  }
  if (!(await isIntact(place, suspect, aside))) {
    place.onDamage(report(suspect, aside));
    return true;
  }
  await files.link(aside, suspect.file).catch(() => {});
  await files.remove(aside);
  return false;
}

async function isIntact({ files }: Place, { intact }: Suspect, path: string): Promise<boolean> {
  try {
    return intact(await files.read(path));
  } catch (error) {
    if (isStrange(error) || errno(error) === "ENOENT") return false; // a link leads elsewhere from there
    throw error;
  }
}

const kinds: Readonly<Record<string, StoredKind>> = {
  checkpoints: "checkpoint",
  locks: "lock",
  objects: "object",
  pins: "pin",
  points: "point",
  results: "result",
  runs: "run",
};

const kindOf = ({ directory }: Layout, path: string): StoredKind =>
  kinds[relative(directory, path).split(sep)[0] ?? ""] ?? "store";

/** Moves what is no file out of the way, as a damaged file. Returns whether there was such a thing. */
export async function clearNoFile(place: Place, path: string): Promise<boolean> {
  const facts = await place.files.stat(path).catch(() => undefined);
  if (facts === undefined || facts.isFile) return false;
  return quarantine(place, { kind: kindOf(place.layout, path), name: basename(path), file: path, intact: () => false });
}
