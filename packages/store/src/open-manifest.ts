import { dirname } from "node:path";
import { errno } from "./errno.ts";
import { StoreError } from "./error.ts";
import { firstVersion, newerStore, readManifest, versionAfter, writeManifest } from "./manifest.ts";
import { migrate } from "./migrate.ts";
import { type Place } from "./place.ts";
import { namesIn } from "./stored-file.ts";

async function makeDirectories({ files, layout }: Place): Promise<void> {
  const { objects, results, points, checkpoints, runs, locks, quarantine, temporary } = layout;
  for (const directory of [objects, results, points, checkpoints, runs, locks, quarantine, temporary]) {
    await files.makeDirectory(directory);
  }
  // The directory above may be nobody's to open; that its new name survives a power cut is then left to the system.
  await files.syncDirectory(dirname(layout.directory)).catch(() => {});
}

/** Makes a new store. The manifest comes last, so that a store that has one is complete. */
async function create(place: Place): Promise<void> {
  try {
    await makeDirectories(place);
  } catch (error) {
    if (errno(error) !== "EEXIST") throw error;
    const hint = "move the file that is in the way, or choose another place with GOLDILOCKS_STORE";
    throw new StoreError("STORE_NOT_DIRECTORY", `not a directory: ${place.layout.directory}`, hint, { cause: error });
  }
  await writeManifest(place, { schema: versionAfter(place.migrations) });
}

/**
 * Makes the store if it is not there, and brings one of an older version to this program's.
 *
 * A damaged manifest is replaced: whatever else is in the store proves itself, and migrations pass over what is new already.
 *
 * @throws {@link StoreError} `STORE_VERSION` for a store that a newer program made; as {@link migrate} does.
 */
export async function openManifest(place: Place): Promise<void> {
  const known = versionAfter(place.migrations);
  const found = await readManifest(place);
  if (found === undefined && (known === firstVersion || (await isEmpty(place)))) return create(place);
  const manifest = found ?? { schema: firstVersion };
  if (manifest.schema > known) throw newerStore(place, manifest.schema, known);
  if (manifest.schema < known || manifest.from !== undefined) await migrate(place, manifest);
}

/** Whether nothing was ever kept there. */
async function isEmpty(place: Place): Promise<boolean> {
  const { objects, results, points, runs } = place.layout;
  for (const folder of [objects, results, points, runs]) if ((await namesIn(place, folder)).length > 0) return false;
  return true;
}
