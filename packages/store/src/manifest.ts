import { dirname } from "node:path";
import { seal, field, unseal } from "./envelope.ts";
import { errno } from "./errno.ts";
import { StoreError } from "./error.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { readStored } from "./stored-file.ts";

/** The version of the layout of a store. It changes when an older program could no longer read or write it rightly. */
const schemaVersion = 1;

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
  await replaceFile(place, place.layout.manifest, seal({ schema: schemaVersion }));
}

function schemaOf(bytes: Uint8Array): number | undefined {
  const schema = field(unseal(bytes), "schema");
  return typeof schema === "number" ? schema : undefined;
}

/**
 * Makes the store if it is not there, and checks that this program can read it.
 *
 * A damaged manifest is replaced: whatever else is in the store proves itself.
 *
 * @throws {@link StoreError} `STORE_VERSION` for a store that a newer program made.
 */
export async function openManifest(place: Place): Promise<void> {
  const { directory, manifest } = place.layout;
  const schema = await readStored(place, {
    kind: "store",
    name: "store.json",
    file: manifest,
    parse: schemaOf,
  });
  if (schema === undefined) await create(place);
  else if (schema > schemaVersion) {
    const message = `store of schema ${schema}, newer than ${schemaVersion}: ${directory}`;
    throw new StoreError("STORE_VERSION", message, "update Goldilocks, or choose another place with GOLDILOCKS_STORE");
  }
}
