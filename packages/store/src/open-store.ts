import { resolve } from "node:path";
import type { Result, Store } from "@goldilocks/engine";
import { type Checked, checkAll } from "./check.ts";
import { dropCheckpoint, readCheckpoint, saveCheckpoint } from "./checkpoints.ts";
import { collect, type Collected, type CollectOptions, type Keep } from "./collect.ts";
import { type DamageReport } from "./damage.ts";
import { explain } from "./explain.ts";
import { type FileSystem } from "./file-system.ts";
import { layoutOf } from "./layout.ts";
import { type LockTimes } from "./lock-file.ts";
import { lockKey, liveLocks } from "./lock.ts";
import { type Migration, type MigrationReport } from "./migration.ts";
import { migrations } from "./migrations.ts";
import { nodeFileSystem } from "./node-file-system.ts";
import { readObject, writeObject } from "./objects.ts";
import { openManifest } from "./open-manifest.ts";
import { thisProcess } from "./owner.ts";
import { addPin, type Pin, readPins, removePin } from "./pins.ts";
import { type Place } from "./place.ts";
import { addPoint, readPoints } from "./points.ts";
import { readRecord, readResult, recordResult, resultKeys } from "./results.ts";
import { readRuns, writeRun } from "./runs.ts";
import { sweepTemporary } from "./temporary.ts";

/** How to open a store. */
export interface StoreOptions {
  /** Told of every damaged file that is found. @default nothing happens; the file is set aside all the same */
  readonly onDamage?: (report: DamageReport) => void;
  /** Told before a store of an older version is brought to this program's. @default nothing happens; it is brought there all the same */
  readonly onMigrate?: (report: MigrationReport) => void;
  /** @default those that this program knows */
  readonly migrations?: readonly Migration[];
  /** @default the machine's own */
  readonly files?: FileSystem;
  /** @default a heartbeat every 5 s, expiry after 60 s */
  readonly locks?: LockTimes;
}

const storeAt = (place: Place): Store => ({
  result: (key) => readResult(place, key),
  record: (result) => recordResult(place, result),
  read: (digest) => readObject(place, digest),
  write: (bytes) => writeObject(place, bytes),
  lock: (key, signal) => lockKey(place, key, signal),
  addPoint: (trajectory, step, key) => addPoint(place, trajectory, step, key),
  points: (trajectory) => readPoints(place, trajectory),
  saveCheckpoint: (trajectory, checkpoint) => saveCheckpoint(place, trajectory, checkpoint),
  checkpoint: (trajectory) => readCheckpoint(place, trajectory),
  dropCheckpoint: (trajectory) => dropCheckpoint(place, trajectory),
  writeRun: (id, run) => writeRun(place, id, run),
  runs: () => readRuns(place),
  keys: (prefix) => resultKeys(place, prefix),
});

/**
 * Opens the store in a directory, makes it when there is none, and brings one of an older version to this program's. Nothing has to be
 * closed.
 *
 * Any number of threads and processes may have the same directory open. A store on a read-only disk can be read.
 *
 * @throws {@link StoreError} `STORE_VERSION`, `STORE_BUSY`, `STORE_NOT_DIRECTORY`, `STORE_PERMISSION`, `STORE_READ_ONLY`, `STORE_FULL`, `STORE_IO`.
 */
export async function openStore(directory: string, options: StoreOptions = {}): Promise<Store> {
  return storeAt(await openPlace(directory, options));
}

/** A store with what its owner needs besides: to look through it, to mark what is dear, and to remove what is not. */
export interface Upkeep {
  readonly store: Store;
  readonly check: (onProgress: (done: number, total: number) => void) => Promise<Checked>;
  readonly collect: (keepOf: () => Promise<Keep>, options: CollectOptions) => Promise<Collected>;
  readonly pin: (pin: Pin) => Promise<void>;
  readonly unpin: (key: string) => Promise<boolean>;
  readonly pins: () => Promise<readonly Pin[]>;
  /** The record of a key, also where artifacts that it names are gone. */
  readonly recorded: (key: string) => Promise<Result | undefined>;
}

/** Opens the store in a directory for its upkeep. @throws as {@link openStore} does. */
export async function openUpkeep(directory: string, options: StoreOptions = {}): Promise<Upkeep> {
  const place = await openPlace(directory, options);
  const outputs = async (key: string): Promise<readonly string[]> =>
    Object.values((await readResult(place, key))?.outputs ?? {}).map(({ digest }) => digest);
  return {
    store: storeAt(place),
    check: (onProgress) => checkAll(place, onProgress),
    collect: (keepOf, how) => collect(place, keepOf, outputs, how),
    pin: (pin) => addPin(place, pin),
    unpin: (key) => removePin(place, key),
    pins: () => readPins(place),
    recorded: (key) => readRecord(place, key),
  };
}

async function openPlace(directory: string, options: StoreOptions = {}): Promise<Place> {
  const place: Place = {
    files: explain(options.files ?? nodeFileSystem),
    layout: layoutOf(resolve(directory)),
    owner: thisProcess(),
    times: options.locks ?? { heartbeat: 5000, expires: 60_000 },
    migrations: options.migrations ?? migrations,
    onDamage: options.onDamage ?? (() => {}),
    onMigrate: options.onMigrate ?? (() => {}),
  };
  await openManifest(place);
  // Tidying is a courtesy: a store that cannot be tidied, such as a read-only one, still opens.
  await Promise.allSettled([sweepTemporary(place), liveLocks(place)]);
  return place;
}
