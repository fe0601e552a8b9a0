import { join } from "node:path";
import { type Entry } from "./batch-file.ts";
import { Ledger, type Delivered } from "./ledger.ts";
import { type OutboxFiles } from "./outbox-files.ts";
import { sha256 } from "./state.ts";

/** The ledgers of all servers that this outbox was ever delivered to. */
export class Servers {
  readonly #folder: string;
  readonly #files: OutboxFiles;
  readonly #ledgers = new Map<string, Ledger>();

  constructor(directory: string, files: OutboxFiles) {
    this.#folder = join(directory, "servers");
    this.#files = files;
  }

  /** @param uri - The server's address without credentials, as the client gives it. */
  ledgerOf(uri: string): Ledger {
    return this.#ledger(sha256(uri).slice(0, 16));
  }

  #ledger(name: string): Ledger {
    const known = this.#ledgers.get(name) ?? new Ledger(join(this.#folder, name), this.#files);
    this.#ledgers.set(name, known);
    return known;
  }

  refresh(): void {
    for (const name of this.#files.list(this.#folder)) this.#ledger(name).refresh();
  }

  /** Whether some server has this state, or a newer one. */
  haveTaken(entry: Entry): boolean {
    return [...this.#ledgers.values()].some((ledger) => isCurrent(entry, ledger.run(entry.runKey)));
  }
}

/** Whether what was delivered is this state, or a newer one. */
export const isCurrent = (entry: Entry, record: Delivered | undefined): boolean =>
  record !== undefined && (record.digest === entry.digest || record.number >= entry.number);
