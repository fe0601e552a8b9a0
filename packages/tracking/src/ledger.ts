import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { isMissing, type OutboxFiles } from "./outbox-files.ts";

/** What is known of a run on one server. */
export interface Delivered {
  readonly runKey: string;
  /** The number and digest of the delivered state. */
  readonly number: number;
  readonly digest: string;
  readonly runId: string;
  readonly experimentId: string;
  /** When the server made the experiment: another server at the same address may use the same identifiers. */
  readonly born: number;
  /** Digests of the state's parts, so that only what changed is sent. */
  readonly parts: Readonly<Record<string, string>>;
  /** Of models, by key: MLflow's identifier. */
  readonly models: Readonly<Record<string, string>>;
}

/** Creations that were begun: should the process die among them, somebody has to look for runs that are there twice. */
export interface Intent {
  readonly id: string;
  readonly experiment: string;
  readonly runKeys: readonly string[];
  readonly at: number;
}

type Line =
  | { readonly is: "delivered"; readonly run: Delivered }
  | { readonly is: "intent"; readonly intent: Intent }
  | { readonly is: "settled"; readonly id: string }
  | { readonly is: "gone"; readonly runId: string }
  | { readonly is: "back"; readonly runId: string };

const proof = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/**
 * What was delivered to one server: lines that are only ever added, each with its own proof.
 *
 * It saves work, and is not needed to be right: a line that is lost or damaged makes a delivery happen again, which changes nothing.
 */
export class Ledger {
  readonly #path: string;
  readonly #files: OutboxFiles;
  #runs = new Map<string, Delivered>();
  #intents = new Map<string, Intent>();
  #gone = new Set<string>();
  #bytes = 0;
  #lines = 0;

  constructor(folder: string, files: OutboxFiles) {
    this.#path = join(folder, "ledger.jsonl");
    this.#files = files;
  }

  /** Reads what this and other processes have added since the last time. */
  refresh(): void {
    const size = this.#size();
    if (size < this.#bytes) this.#restart();
    if (size === this.#bytes) return;
    const bytes = Buffer.from(this.#files.read(this.#path, this.#bytes, size - this.#bytes));
    const end = bytes.lastIndexOf(10) + 1; // a line without an end is still being written, or never will be
    this.#bytes += end;
    for (const line of bytes.toString("utf8", 0, end).split("\n")) this.#take(line);
  }

  #size(): number {
    try {
      return this.#files.size(this.#path);
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  #restart(): void {
    this.#runs = new Map();
    this.#intents = new Map();
    this.#gone = new Set();
    this.#bytes = 0;
    this.#lines = 0;
  }

  #take(line: string): void {
    const text = line.slice(17);
    if (line.slice(0, 17) !== `${proof(text)} `) return;
    this.#lines += 1;
    const found = JSON.parse(text) as Line;
    if (found.is === "delivered") {
      const before = this.#runs.get(found.run.runKey);
      const replaces = before === undefined || found.run.number >= before.number || this.#gone.has(before.runId);
      if (replaces && !this.#gone.has(found.run.runId)) this.#runs.set(found.run.runKey, found.run);
    } else if (found.is === "intent") this.#intents.set(found.intent.id, found.intent);
    else if (found.is === "settled") this.#intents.delete(found.id);
    else if (found.is === "gone") this.#gone.add(found.runId);
    else this.#gone.delete(found.runId);
  }

  /** What is known of a run, unless it is known to be gone. */
  run(runKey: string): Delivered | undefined {
    const found = this.#runs.get(runKey);
    return found === undefined || this.#gone.has(found.runId) ? undefined : found;
  }

  /** Creations that nobody has seen through. */
  openIntents(): readonly Intent[] {
    return [...this.#intents.values()];
  }

  async delivered(run: Delivered): Promise<void> {
    await this.#add([{ is: "delivered", run }]);
  }

  /** A run that is no longer the one of its key: a second one that was deleted, or one that the server does not have. */
  async gone(runId: string): Promise<void> {
    await this.#add([{ is: "gone", runId }]);
  }

  /** A run that was deleted, and is not any more. */
  async back(runId: string): Promise<void> {
    await this.#add([{ is: "back", runId }]);
  }

  async intend(experiment: string, runKeys: readonly string[], at: number): Promise<string> {
    const id = randomUUID();
    await this.#add([{ is: "intent", intent: { id, experiment, runKeys, at } }]);
    return id;
  }

  async settle(id: string): Promise<void> {
    await this.#add([{ is: "settled", id }]);
  }

  async #add(lines: readonly Line[]): Promise<void> {
    const text = lines.map((line) => JSON.stringify(line)).map((json) => `${proof(json)} ${json}\n`);
    // A line that a kill cut short must not swallow the next: an empty line between them costs nothing.
    await this.#files.append(this.#path, `${this.#isTorn() ? "\n" : ""}${text.join("")}`);
    this.refresh();
  }

  #isTorn(): boolean {
    const size = this.#size();
    return size > 0 && this.#files.read(this.#path, size - 1, 1)[0] !== 10;
  }

  /** Writes only what counts, when most lines do not. A line that another process adds in that instant may be lost. */
  async tidy(): Promise<void> {
    this.refresh();
    if (this.#lines < 1000 || this.#lines < 4 * (this.#runs.size + this.#intents.size)) return;
    const lines: Line[] = [
      ...[...this.#gone].map((runId) => ({ is: "gone" as const, runId })),
      ...[...this.#runs.values()].map((run) => ({ is: "delivered" as const, run })),
      ...[...this.#intents.values()].map((intent) => ({ is: "intent" as const, intent })),
    ];
    const text = lines.map((line) => JSON.stringify(line)).map((json) => `${proof(json)} ${json}\n`);
    await this.#files.write(this.#path, [Buffer.from(text.join(""))]);
    this.#restart();
    this.refresh();
  }
}
