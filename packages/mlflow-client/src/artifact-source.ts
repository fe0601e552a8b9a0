import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { badValue, only } from "./check.ts";
import { MlflowError } from "./mlflow-error.ts";

/** Pieces of bytes, one after another: a Node stream, a web stream, a generator. */
export type ByteStream = AsyncIterable<Uint8Array>;

/**
 * Where the bytes of an artifact come from: memory, a file, a function that opens a stream, or a stream.
 *
 * A stream can be read once, so its upload is never repeated; all others are opened anew for each attempt.
 */
export type ArtifactSource =
  | Uint8Array
  | { readonly file: string | URL }
  | { readonly open: () => ByteStream; readonly bytes?: number }
  | { readonly stream: ByteStream; readonly bytes?: number };

/** A source that is ready: how long it is, where that is known, and how to read it. */
export interface ReadySource {
  readonly bytes: number | undefined;
  readonly repeatable: boolean;
  /** All of it, where it is in memory. */
  readonly whole?: Uint8Array;
  /** From byte `start` to before byte `end`. @default all */
  readonly open: (start?: number, end?: number) => ByteStream;
  /** Whether `open` can begin in the middle. */
  readonly seekable: boolean;
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.length > 0) yield bytes;
}

const unreadable = (cause: unknown): MlflowError => {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  return new MlflowError("MLFLOW_UNREADABLE", `an artifact's source cannot be read: ${String(code ?? cause)}`, {
    cause,
  });
};

async function fileSource(file: string | URL): Promise<ReadySource> {
  let size: number;
  try {
    const found = await stat(file);
    if (!found.isFile()) throw Object.assign(new Error("not a file"), { code: "EISDIR" });
    size = found.size;
  } catch (error) {
    throw unreadable(error);
  }
  const open = (start = 0, end = size): ByteStream =>
    // A file that shrinks or grows meanwhile is noticed by its length.
    end <= start ? one(new Uint8Array()) : createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 20 });
  return { bytes: size, repeatable: true, seekable: true, open };
}

/** @throws {@link MlflowError} `MLFLOW_UNREADABLE` for a file that is not there; `MLFLOW_BAD_VALUE`, `MLFLOW_UNKNOWN_FIELD`. */
export async function readySource(source: ArtifactSource): Promise<ReadySource> {
  if (source instanceof Uint8Array) {
    const open = (start = 0, end = source.length): ByteStream => one(source.subarray(start, end));
    return { bytes: source.length, repeatable: true, whole: source, seekable: true, open };
  }
  only(source, ["file", "open", "stream", "bytes"], "a source");
  if ("file" in source) return await fileSource(source.file);
  if ("open" in source) return { bytes: source.bytes, repeatable: true, seekable: false, open: source.open };
  if (source.stream === undefined) throw badValue("a source", "bytes, a file or a stream", source.stream);
  return { bytes: source.bytes, repeatable: false, seekable: false, open: () => source.stream };
}

/** What went by, once all of it has. */
export interface Counted {
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
}

const otherLength = (expected: number): MlflowError =>
  new MlflowError("MLFLOW_UNREADABLE", `an artifact's source has not the ${expected} bytes that it was said to have`);

/**
 * A stream to send, and what of it went by, once that was all: the server may answer after the last byte, before the stream says that it was
 * the last.
 */
export function counted(
  stream: ByteStream,
  expected: number | undefined,
): { readonly body: Readable; readonly result: () => Counted | undefined } {
  const hash = createHash("sha256");
  let bytes = 0;
  let isDone = false;
  async function* pass(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const piece of stream) {
        hash.update(piece);
        bytes += piece.length;
        if (expected !== undefined && bytes > expected) throw otherLength(expected);
        isDone = bytes === expected;
        yield piece;
      }
      if (expected !== undefined && bytes !== expected) throw otherLength(expected);
      isDone = true;
    } catch (error) {
      throw error instanceof MlflowError ? error : unreadable(error);
    }
  }
  const result = () => (isDone ? { bytes, sha256: hash.copy().digest("hex") } : undefined);
  return { body: Readable.from(pass(), { objectMode: false }), result };
}

/** Reads a stream for its length and SHA-256: to its end, or until it has more than `most` bytes. */
export async function digestOf(stream: ByteStream, most: number = Number.POSITIVE_INFINITY): Promise<Counted> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of stream) {
    hash.update(piece);
    bytes += piece.length;
    if (bytes > most) break;
  }
  return { bytes, sha256: hash.digest("hex") };
}
