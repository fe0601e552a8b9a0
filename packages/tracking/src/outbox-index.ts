import { join } from "node:path";
import { readHead, type Entry } from "./batch-file.ts";
import { isMissing, isNotTheFile, type OutboxFiles } from "./outbox-files.ts";

/** What batch files' names end with. */
export const SUFFIX = ".runs";

const isNewer = (a: Entry, b: Entry | undefined): boolean =>
  b === undefined || a.number > b.number || (a.number === b.number && a.digest > b.digest);

/** The entries of all batch files. A file is read once, for it never changes. */
export class OutboxIndex {
  readonly #folder: string;
  readonly #disk: OutboxFiles;
  readonly #onDamage: (file: string) => void | Promise<void>;
  readonly #files = new Map<string, readonly Entry[]>();
  readonly #bad = new Set<string>();
  #newest = new Map<string, Entry>();

  /** @param onDamage - Told once of a file whose head is not as it was written. */
  constructor(folder: string, disk: OutboxFiles, onDamage: (file: string) => void | Promise<void>) {
    this.#folder = folder;
    this.#disk = disk;
    this.#onDamage = onDamage;
  }

  /** The newest entry of each run, as the disk has it now. */
  refresh(): ReadonlyMap<string, Entry> {
    const names = new Set(this.#disk.list(this.#folder).filter((name) => name.endsWith(SUFFIX)));
    let changed = false;
    for (const name of this.#files.keys()) if (!names.has(name)) changed = this.#files.delete(name);
    for (const name of names) {
      if (this.#files.has(name) || this.#bad.has(name)) continue;
      changed = this.#read(name) || changed;
    }
    if (changed) this.#choose();
    return this.#newest;
  }

  #read(name: string): boolean {
    let entries: readonly Entry[] | undefined;
    try {
      entries = readHead(this.#disk, join(this.#folder, name), name);
    } catch (error) {
      if (isMissing(error)) return false; // gone since the folder was listed
      if (isNotTheFile(error)) throw error;
    }
    if (entries !== undefined) this.#files.set(name, entries);
    else {
      this.#bad.add(name);
      void this.#onDamage(name);
    }
    return entries !== undefined;
  }

  #choose(): void {
    this.#newest = new Map();
    for (const entries of this.#files.values()) {
      for (const entry of entries) {
        if (isNewer(entry, this.#newest.get(entry.runKey))) this.#newest.set(entry.runKey, entry);
      }
    }
  }

  files(): readonly string[] {
    return [...this.#files.keys()];
  }

  entriesOf(file: string): readonly Entry[] {
    return this.#files.get(file) ?? [];
  }

  /** Leaves out what is known to be damaged, though its file may not have been movable. */
  forget(file: string, runKeys: readonly string[]): void {
    this.#bad.add(file);
    const kept = this.entriesOf(file).filter(({ runKey }) => !runKeys.includes(runKey));
    this.#files.set(file, kept);
    this.#choose();
  }
}
