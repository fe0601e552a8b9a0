import { type Json } from "@goldilocks/digest";
import { field, seal } from "./envelope.ts";
import { StoreError } from "./error.ts";
import type { Migration } from "./migration.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { readStored, sealed } from "./stored-file.ts";

/** What `store.json` says; an alias, so that it is JSON. */
export type Manifest = {
  /** The version of the layout. It changes when an older program could no longer read or write it rightly. */
  readonly schema: number;
  /** The version that the store still has, while it is being brought to `schema`. */
  readonly from?: number;
};

/** The version of the first layout. */
export const firstVersion = 1;

/** The version that a store has after all these migrations. */
export const versionAfter = (migrations: readonly Migration[]): number => firstVersion + migrations.length;

function parse(value: Json): Manifest | undefined {
  const schema = field(value, "schema");
  const from = field(value, "from");
  if (!isVersion(schema)) return undefined;
  return isVersion(from) && from < schema ? { schema, from } : { schema };
}

const isVersion = (value: Json | undefined): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= firstVersion;

/** The manifest; `undefined` where there is none, or it was damaged and is now set aside. */
export const readManifest = (place: Place): Promise<Manifest | undefined> =>
  readStored(place, { kind: "store", name: "store.json", file: place.layout.manifest, parse: sealed(parse) });

export const writeManifest = (place: Place, manifest: Manifest): Promise<void> =>
  replaceFile(place, place.layout.manifest, seal(manifest));

/** What a store is refused with that a newer program made. */
export function newerStore({ layout }: Place, schema: number, known: number): StoreError {
  const message = `store of version ${schema}, newer than ${known}: ${layout.directory}`;
  return new StoreError("STORE_VERSION", message, "update Goldilocks, or choose another place with GOLDILOCKS_STORE");
}
