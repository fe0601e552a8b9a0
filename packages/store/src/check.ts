import { join } from "node:path";
import { readCheckpoint } from "./checkpoints.ts";
import { StoreError } from "./error.ts";
import { fans } from "./layout.ts";
import { isHash } from "./names.ts";
import { readObject } from "./objects.ts";
import { readPins } from "./pins.ts";
import { type Place } from "./place.ts";
import { readPoints } from "./points.ts";
import { readResult, resultKeys } from "./results.ts";
import { readRuns } from "./runs.ts";
import { namesIn } from "./stored-file.ts";

/** What reading all of a store has shown. Damage itself is told to `onDamage` as it is found. */
export interface Checked {
  readonly objects: number;
  readonly bytes: number;
  readonly results: number;
  readonly points: number;
  readonly checkpoints: number;
  readonly runs: number;
  readonly pins: number;
  /** Keys of results that are none any more, since they or an artifact of theirs is damaged or gone. Each can be computed again. */
  readonly lost: readonly string[];
  /** Objects that are damaged, by digest. */
  readonly damaged: readonly string[];
}

/** Digests of the objects there are, not verified. */
export async function objectDigests(place: Place): Promise<readonly string[]> {
  const names = await Promise.all(fans.map((fan) => namesIn(place, join(place.layout.objects, fan))));
  return names.flat().filter(isHash).toSorted();
}

/** Trajectories that have points or a checkpoint. */
export const trajectoriesIn = async (place: Place, folder: "points" | "checkpoints"): Promise<readonly string[]> =>
  (await namesIn(place, place.layout[folder])).filter(isHash).toSorted();

/** A file that cannot be read, for want of permission or of a sound disk, is another trouble than a damaged one, and ends the check. */
function orDamaged(error: unknown): undefined {
  if (error instanceof StoreError && ["STORE_CORRUPT", "STORE_MISSING"].includes(error.code)) return undefined;
  throw error;
}

/**
 * Reads and verifies everything. What is damaged is set aside, as it is whenever it is read.
 *
 * @param onProgress - Told how many of all objects have been read.
 */
export async function checkAll(place: Place, onProgress: (done: number, total: number) => void): Promise<Checked> {
  const keys = await resultKeys(place, "");
  const digests = await objectDigests(place);
  const damaged: string[] = [];
  let bytes = 0;
  for (const [index, digest] of digests.entries()) {
    const content = await readObject(place, digest).catch(orDamaged);
    if (content === undefined) damaged.push(digest);
    bytes += content?.length ?? 0;
    onProgress(index + 1, digests.length);
  }
  // After the objects, so that a result whose artifact was set aside just now counts as lost.
  const lost: string[] = [];
  for (const key of keys) if ((await readResult(place, key)) === undefined) lost.push(key);
  let points = 0;
  for (const trajectory of await trajectoriesIn(place, "points"))
    points += (await readPoints(place, trajectory)).length;
  let checkpoints = 0;
  for (const trajectory of await trajectoriesIn(place, "checkpoints")) {
    if ((await readCheckpoint(place, trajectory)) !== undefined) checkpoints += 1;
  }
  const runs = (await readRuns(place)).length;
  const pins = (await readPins(place)).length;
  return {
    objects: digests.length - damaged.length,
    bytes,
    results: keys.length - lost.length,
    points,
    checkpoints,
    runs,
    pins,
    lost,
    damaged,
  };
}
