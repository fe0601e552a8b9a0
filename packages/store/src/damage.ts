import { randomUUID } from "node:crypto";
import { basename, join } from "node:path";
import { type Issue } from "@goldilocks/diagnostics";
import { errno, isStrange } from "./errno.ts";
import { type Place } from "./place.ts";

/** The kinds of file that a store keeps. */
export type StoredKind = "checkpoint" | "object" | "pin" | "point" | "result" | "run" | "store";

/** A stored file that is not as it was written. It is an issue, so that it can be printed like any other. */
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

function report(suspect: Suspect, movedTo: string | undefined): DamageReport {
  const { kind, name, file } = suspect;
  return {
    code: "STORE_CORRUPT",
    kind,
    name,
    file,
    message: `damaged ${kind} ${name}: ${file}`,
    hint: movedTo === undefined ? "make the store writable" : `it was set aside as ${movedTo}`,
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
    if (errno(error) !== "ENOENT") place.onDamage(report(suspect, undefined));
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

async function isIntact({ files }: Place, suspect: Suspect, path: string): Promise<boolean> {
  try {
    return suspect.intact(await files.read(path));
  } catch (error) {
    if (isStrange(error)) return false;
    throw error;
  }
}
