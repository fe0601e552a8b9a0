import { join } from "node:path";
import { objectDigests, trajectoriesIn } from "./check.ts";
import { StoreError } from "./error.ts";
import { liveLocks } from "./lock.ts";
import { type Place } from "./place.ts";
import { resultKeys } from "./results.ts";
import { ifPresent, namesIn } from "./stored-file.ts";

/** What is to be kept; everything else goes. */
export interface Keep {
  /** Keys of results; their outputs are kept with them. */
  readonly results: ReadonlySet<string>;
  /** Digests of objects that no result names, such as plans. */
  readonly objects: ReadonlySet<string>;
  /** Trajectories whose points and checkpoints are kept. */
  readonly trajectories: ReadonlySet<string>;
  /** Ids of runs. */
  readonly runs: ReadonlySet<string>;
}

/** Files that were removed, or would be, by the folder they lie in. */
export type Collected = Readonly<Record<Folder, { readonly files: number; readonly bytes: number }>>;

type Folder = "results" | "objects" | "points" | "checkpoints" | "runs" | "quarantine";

/** What is younger may belong to a run that has not recorded it yet. */
const YOUNG = 60 * 60 * 1000;

/**
 * Removes what is not kept: results first, then the objects that only they named, so that a result never lacks an object.
 *
 * @param outputs - Digests of the outputs of a key.
 * @throws {@link StoreError} `STORE_BUSY` while something is being computed.
 */
export async function collect(
  place: Place,
  keep: Keep,
  outputs: (key: string) => Promise<readonly string[]>,
  { dryRun, now }: { readonly dryRun: boolean; readonly now: number },
): Promise<Collected> {
  if (!dryRun) await refuseWhileBusy(place);
  const { layout } = place;
  const remove = (paths: readonly string[]): Promise<Collected[Folder]> => removeAll(place, paths, dryRun);
  const old = (paths: readonly string[]): Promise<readonly string[]> => olderThan(place, paths, now - YOUNG);
  const all = await resultKeys(place, "");
  const unwanted = all.filter((key) => !keep.results.has(key));
  const results = await old(unwanted.map((key) => layout.result(key)));
  // A young result stays, and with it the objects that it names, however old these are.
  const going = new Set(results);
  const named = new Set(keep.objects);
  for (const key of all) if (!going.has(layout.result(key))) for (const digest of await outputs(key)) named.add(digest);
  const objects = (await objectDigests(place)).filter((digest) => !named.has(digest));
  const runs = (await namesIn(place, layout.runs)).filter((name) => !keep.runs.has(name.replace(/\.json$/u, "")));
  const points = (await trajectoriesIn(place, "points")).filter((key) => !keep.trajectories.has(key));
  const checkpoints = (await trajectoriesIn(place, "checkpoints")).filter((key) => !keep.trajectories.has(key));
  const pointFiles = await Promise.all(points.map((key) => filesIn(place, join(layout.points, key))));
  return {
    runs: await remove(await old(runs.map((name) => join(layout.runs, name)))),
    results: await remove(results),
    objects: await remove(await old(objects.map((digest) => layout.object(digest)))),
    points: await remove(await old(pointFiles.flat())),
    checkpoints: await remove(await old(checkpoints.map((key) => join(layout.checkpoints, key)))),
    quarantine: await remove(await old(await filesIn(place, layout.quarantine))),
  };
}

async function olderThan({ files }: Place, paths: readonly string[], time: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const facts = await ifPresent(files.stat(path));
    if (facts !== undefined && facts.modified < time) found.push(path);
  }
  return found;
}

async function refuseWhileBusy(place: Place): Promise<void> {
  const held = await liveLocks(place);
  if (held === 0) return;
  const message = `${held} ${held === 1 ? "node is" : "nodes are"} being computed with this store`;
  throw new StoreError("STORE_BUSY", message, "wait until the runs that use it have ended, or stop them");
}

const filesIn = async (place: Place, folder: string): Promise<readonly string[]> =>
  (await namesIn(place, folder)).map((name) => join(folder, name));

async function removeAll({ files }: Place, paths: readonly string[], dryRun: boolean): Promise<Collected[Folder]> {
  let bytes = 0;
  for (const path of paths) {
    bytes += (await ifPresent(files.stat(path)))?.bytes ?? 0;
    if (!dryRun) await ifPresent(files.remove(path));
  }
  return { files: paths.length, bytes };
}
