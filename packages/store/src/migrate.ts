import { liveLocks, lockName } from "./lock.ts";
import { StoreError } from "./error.ts";
import { type Manifest, newerStore, readManifest, versionAfter, writeManifest } from "./manifest.ts";
import type { MigratedStore } from "./migration.ts";
import type { Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";

/** The name of the lock under which a store is migrated; no key is like it. */
const LOCK = "migration";

const notWritable = new Set<string>(["STORE_READ_ONLY", "STORE_PERMISSION"]);

/**
 * Brings a store of an older version to this program's, unless somebody else does; then it waits for them.
 *
 * First the manifest names the new version, and the one that the store still has: an older program refuses the store from then on,
 * and where this one is killed, the next goes on.
 *
 * @param assumed - What a store is taken for whose manifest was lost.
 * @throws {@link StoreError} `STORE_VERSION` where it cannot be written, `STORE_BUSY` while something is computed with it.
 */
export async function migrate(place: Place, assumed: Manifest): Promise<void> {
  const to = versionAfter(place.migrations);
  try {
    const lock = await lockName(place, LOCK);
    try {
      const found = (await readManifest(place)) ?? assumed;
      if (found.schema > to) throw newerStore(place, found.schema, to);
      if (found.schema < to || found.from !== undefined) await migrateLocked(place, found, to);
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (!(error instanceof StoreError) || !notWritable.has(error.code)) throw error;
    const from = assumed.from ?? assumed.schema;
    const message = `store of version ${from}, which this program must bring to ${to} and cannot: ${place.layout.directory}`;
    const hint = "make it writable, or copy the folder and name the copy with GOLDILOCKS_STORE";
    throw new StoreError("STORE_VERSION", message, hint, { cause: error });
  }
}

async function migrateLocked(place: Place, found: Manifest, to: number): Promise<void> {
  const from = found.from ?? found.schema;
  await writeManifest(place, { schema: to, from });
  const busy = await liveLocks(place, { counts: (name) => !name.startsWith(LOCK), onWait: () => {} });
  if (busy > 0) {
    if (found.from === undefined) await writeManifest(place, found);
    const message = `an older program computes with this store, which is to be brought to version ${to}`;
    throw new StoreError("STORE_BUSY", message, "wait until it has ended, or stop it");
  }
  place.onMigrate({ directory: place.layout.directory, from, to });
  const store: MigratedStore = {
    directory: place.layout.directory,
    files: place.files,
    replace: (path, bytes) => replaceFile(place, path, bytes),
  };
  for (const migration of place.migrations) {
    if (migration.to <= from) continue;
    await migration.migrate(store);
    await writeManifest(place, migration.to === to ? { schema: to } : { schema: to, from: migration.to });
  }
}
