import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type OutboxFiles } from "./outbox-files.ts";
import { sha256 } from "./state.ts";
import { type KnownRun } from "./tracking.ts";

/*
 * A batch file holds states that were put together, so that three hundred cost two syncs and not six hundred:
 *
 *   goldilocks-outbox 1 <bytes of the head, 10 digits> <sha256 of the head>\n     96 bytes
 *   <head: JSON, one entry a state>
 *   <states: deflated text, one after the other>
 *
 * The head proves itself, each state is proved by its entry's digest: one flipped bit costs one state, or the file when it is in the head.
 */

const MARK = "goldilocks-outbox 1 ";
const LINE = 96;
/** What is read of a file at first: the heads of most are shorter. */
const FIRST_READ = 65_536;
/** Nothing that is written here is larger: neither a head, nor a state, deflated or not. */
const MOST_BYTES = 2 ** 28;

/** A state in a batch file. */
export interface Entry extends KnownRun {
  /** Orders the states of one run; the highest is the newest. */
  readonly number: number;
  readonly file: string;
  /** From the file's beginning. */
  readonly offset: number;
  readonly length: number;
  /** Digests of the objects in the store that it needs. */
  readonly objects: readonly string[];
}

/** What is known of a state before it has a place in a file. */
export type Unplaced = Omit<Entry, "file" | "offset" | "length">;

export const pack = (text: string): Uint8Array => deflateRawSync(text, { level: 1 });

const FIELDS = [
  ...(["runKey", "number", "digest", "experiment", "group", "status", "started", "ended"] as const),
  ...(["objects", "offset", "length"] as const),
] as const;

/** The parts of a batch file, in order. */
export function batchParts(states: readonly { readonly entry: Unplaced; readonly packed: Uint8Array }[]): Uint8Array[] {
  let offset = 0;
  const rows = states.map(({ entry, packed }) => {
    const placed = { ...entry, offset, length: packed.length };
    offset += packed.length;
    return FIELDS.map((name) => placed[name]);
  });
  const head = Buffer.from(JSON.stringify(rows));
  const line = `${MARK}${String(head.length).padStart(10, "0")} ${sha256(head)}\n`;
  return [Buffer.from(line), head, ...states.map(({ packed }) => packed)];
}

/** @throws RangeError for a state that would lie outside of any file. */
function entryOf(row: readonly unknown[], file: string, from: number): Entry {
  const entry = Object.fromEntries(FIELDS.map((name, i) => [name, row[i]])) as unknown as Entry;
  const { offset, length } = entry;
  if (!isSize(offset, Number.MAX_SAFE_INTEGER - from) || !isSize(length, MOST_BYTES))
    throw new RangeError("no such state");
  return { ...entry, file, offset: offset + from };
}

const isSize = (size: number, most: number): boolean => Number.isSafeInteger(size) && size >= 0 && size <= most;

/** The entries of a batch file; `undefined` when its head is not as it was written. */
export function readHead(files: OutboxFiles, path: string, file: string): readonly Entry[] | undefined {
  const first = Buffer.from(files.read(path, 0, FIRST_READ));
  const line = first.toString("latin1", 0, LINE);
  const length = Number(line.slice(MARK.length, MARK.length + 10));
  if (!line.startsWith(MARK) || !isSize(length, Math.min(files.size(path), MOST_BYTES))) return undefined;
  const whole = first.length >= LINE + length;
  const head = whole ? first.subarray(LINE, LINE + length) : Buffer.from(files.read(path, LINE, length));
  if (line !== `${MARK}${String(length).padStart(10, "0")} ${sha256(head)}\n`) return undefined;
  const rows = JSON.parse(head.toString("utf8")) as unknown[][];
  return rows.map((row) => entryOf(row, file, LINE + length));
}

/** The text of a state; `undefined` when it is not as it was written. */
export function readState(files: OutboxFiles, path: string, entry: Entry): string | undefined {
  const packed = files.read(path, entry.offset, entry.length);
  try {
    const text = inflateRawSync(packed, { maxOutputLength: MOST_BYTES }).toString("utf8");
    return sha256(text) === entry.digest ? text : undefined;
  } catch {
    return undefined;
  }
}
