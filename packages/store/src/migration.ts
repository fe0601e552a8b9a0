import type { FileSystem } from "./file-system.ts";

/** A store that is being brought to a newer version. */
export interface MigratedStore {
  /** The folder of the store, absolute. */
  readonly directory: string;
  readonly files: FileSystem;
  /** Writes a file so that at every moment, through any crash, the old one or the new one is there, whole. */
  readonly replace: (path: string, bytes: Uint8Array) => Promise<void>;
}

/**
 * A change of the layout of a store, from one version to the next.
 *
 * It may be killed at any moment and is then begun again, and it may find a store that a later version made, where `store.json` was
 * lost: what is in the new form already stays as it is. A power cut may lose both names of a file that is renamed into another
 * folder: `replace` writes it there, then the old one is removed. `store.json`, `locks/` and `tmp/` are not its to change.
 */
export interface Migration {
  /** The version that it makes of the one before; the first migration makes version 2. */
  readonly to: number;
  readonly migrate: (store: MigratedStore) => Promise<void>;
}

/** A store that is about to be brought from one version to another. */
export interface MigrationReport {
  readonly directory: string;
  readonly from: number;
  readonly to: number;
}
