import { join } from "node:path";
import { objectDigests, trajectoriesIn } from "./check.ts";
import { clearNoFile } from "./damage.ts";
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

/** How to collect. */
export interface CollectOptions {
  readonly dryRun: boolean;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Told once of how many locks of other machines a sign of life is waited for. */
  readonly onWait: (locks: number) => void;
}

/**
 * Removes what is not kept: results first, then the objects that only they named, so that a result never lacks an object.
 *
 * What may go is listed before anything else is looked at. So what a run writes meanwhile stays, whatever the clock says of its age.
 *
 * @param keepOf - Finds what is to be kept.
 * @param outputs - Digests of the outputs of a key.
 * @throws {@link StoreError} `STORE_BUSY` while something is being computed.
 */
export async function collect(
  place: Place,
  keepOf: () => Promise<Keep>,
  outputs: (key: string) => Promise<readonly string[]>,
  { dryRun, now, onWait }: CollectOptions,
): Promise<Collected> {
  const there = await listAll(place);
  if (!dryRun) await refuseWhileBusy(place, onWait);
  const keep = await keepOf();
  const { layout } = place;
  const remove = (paths: readonly string[]): Promise<Collected[Folder]> => removeAll(place, paths, dryRun);
  const old = (paths: readonly string[]): Promise<readonly string[]> => olderThan(place, paths, now - YOUNG);
  const results = await old(there.results.filter((key) => !keep.results.has(key)).map((key) => layout.result(key)));
  // A young result stays, and with it the objects that it names, however old these are.
  const going = new Set(results);
  const staying = (await resultKeys(place, "")).filter((key) => !going.has(layout.result(key)));
  const named = new Set(keep.objects);
  for (const key of staying) for (const digest of await outputs(key)) named.add(digest);
  const objects = there.objects.filter((digest) => !named.has(digest));
  const runs = there.runs.filter((name) => !keep.runs.has(name.replace(/\.json$/u, "")));
  const checkpoints = there.checkpoints.filter((key) => !keep.trajectories.has(key));
  const points = there.points.filter(([key]) => !keep.trajectories.has(key)).flatMap(([, files]) => files);
  return {
    runs: await remove(await old(runs.map((name) => join(layout.runs, name)))),
    results: await remove(results),
    objects: await remove(await old(objects.map((digest) => layout.object(digest)))),
    points: await remove(await old(points)),
    checkpoints: await remove(await old(checkpoints.map((key) => join(layout.checkpoints, key)))),
    quarantine: await remove(await old(there.quarantine)),
  };
}

interface Listing {
  readonly runs: readonly string[];
  readonly results: readonly string[];
  readonly objects: readonly string[];
  /** Of every trajectory the paths of its points. */
  readonly points: readonly (readonly [string, readonly string[]])[];
  readonly checkpoints: readonly string[];
  readonly quarantine: readonly string[];
}

async function listAll(place: Place): Promise<Listing> {
  const { layout } = place;
  const points = (await trajectoriesIn(place, "points")).map(
    async (key) => [key, await filesIn(place, join(layout.points, key))] as const,
  );
  return {
    runs: await namesIn(place, layout.runs),
    results: await resultKeys(place, ""),
    objects: await objectDigests(place),
    points: await Promise.all(points),
    checkpoints: await trajectoriesIn(place, "checkpoints"),
    quarantine: await onlyFiles(place, await filesIn(place, layout.quarantine)),
  };
}

/** Folders that were set aside stay: a person put something there. */
async function onlyFiles({ files }: Place, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) if ((await ifPresent(files.stat(path)))?.isFile === true) found.push(path);
  return found;
}

async function olderThan({ files }: Place, paths: readonly string[], time: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const facts = await ifPresent(files.stat(path));
    if (facts !== undefined && facts.modified < time) found.push(path);
  }
  return found;
}

async function refuseWhileBusy(place: Place, onWait: CollectOptions["onWait"]): Promise<void> {
  const held = await liveLocks(place, { onWait });
  if (held === 0) return;
  const message = `${held} ${held === 1 ? "node is" : "nodes are"} being computed with this store`;
  throw new StoreError("STORE_BUSY", message, "wait until the runs that use it have ended, or stop them");
}

const filesIn = async (place: Place, folder: string): Promise<readonly string[]> =>
  (await namesIn(place, folder)).map((name) => join(folder, name));

/** Removes files. What is no file goes to the quarantine: nobody but a person can tell what it is. */
async function removeAll(place: Place, paths: readonly string[], dryRun: boolean): Promise<Collected[Folder]> {
  const sizes: number[] = [];
  for (const path of paths) {
    const facts = await ifPresent(place.files.stat(path));
    if (facts?.isFile === true) sizes.push(facts.bytes);
    if (dryRun || facts === undefined) continue;
    if (facts.isFile) await ifPresent(place.files.remove(path));
    else await clearNoFile(place, path);
  }
  return { files: sizes.length, bytes: sizes.reduce((sum, bytes) => sum + bytes, 0) };
}
