import { type Json } from "@goldilocks/digest";

/** Bytes that a node made, named by their SHA-256 (64 lower-case hex digits). `bytes` is their length. */
export interface Output {
  readonly digest: string;
  readonly bytes: number;
  readonly mediaType: string;
}

/** What is kept of a node that ran: its outputs by name, its numbers, why it has this key, and where it was made. */
export interface Result {
  readonly key: string;
  /** What the key is the hash of. */
  readonly preImage: Json;
  readonly outputs: Readonly<Record<string, Output>>;
  readonly values: Json;
  /** Of the first execution; it takes no part in any identity. */
  readonly provenance: Json;
}

/** The whole state of a trajectory that is still being trained, after `step` steps. */
export interface Checkpoint {
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** A point of a trajectory: the key of the result that holds its state after `step` steps. */
export interface StoredPoint {
  readonly step: number;
  readonly key: string;
}

/** The right to compute one key. Releasing twice is allowed. */
export interface Lock {
  release(): Promise<void>;
}

/** What a wait needs of an `AbortSignal`; every `AbortSignal` is one. The engine has no such global type. */
export interface StopSignal {
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * Where results are kept: bytes by digest, results by key. Keys and digests are 64 lower-case hex digits.
 *
 * What is read is verified. What turns out to be damaged is set aside and reported, and counts as absent from then on.
 */
export interface Store {
  /** The result of a key; `undefined` when it is absent or damaged, or when one of its outputs is. */
  result(key: string): Promise<Result | undefined>;
  /** Keeps a result whose outputs were written before; atomic. The same result again changes nothing. */
  record(result: Result): Promise<void>;
  /** The bytes of a digest, in a buffer of their own. Rejects when they are absent or damaged. */
  read(digest: string): Promise<Uint8Array>;
  /** Keeps bytes and returns their digest; atomic, and nothing is written when they are there already, whole. */
  write(bytes: Uint8Array): Promise<string>;
  /**
   * Waits until nobody else holds `key`. The lock of a dead holder expires by itself; `signal` ends the wait: by its event, or
   * when it throws at one of the looks that a waiting store takes at least every second.
   */
  lock(key: string, signal?: StopSignal): Promise<Lock>;

  addPoint(trajectory: string, step: number, key: string): Promise<void>;
  /** The points of a trajectory, by step. */
  points(trajectory: string): Promise<readonly StoredPoint[]>;

  /** Replaces the one checkpoint of a trajectory; atomic. */
  saveCheckpoint(trajectory: string, checkpoint: Checkpoint): Promise<void>;
  checkpoint(trajectory: string): Promise<Checkpoint | undefined>;
  dropCheckpoint(trajectory: string): Promise<void>;

  /** Keeps or replaces the record of a run. An id is up to 128 letters, digits, `.`, `_`, `-`; a letter or digit first. */
  writeRun(id: string, run: Json): Promise<void>;
  /** Every run, by id. */
  runs(): Promise<readonly Json[]>;

  /** The keys of results that begin with `prefix`, sorted; not verified. */
  keys(prefix: string): Promise<readonly string[]>;
}
