import { createHash } from "node:crypto";
import type { Output, Store } from "@goldilocks/engine";
import { CliError } from "../error.ts";
import { ArchivePaths } from "./archive-paths.ts";
import { excessOf, oversizeOf } from "./bounds.ts";

/** A file that goes into a capsule. What a store has is read when its turn has come. */
export interface PackedFile {
  readonly digest: string;
  readonly bytes: number;
  readonly read: () => Promise<Uint8Array>;
}

/** Files of a capsule by path, in the order in which they are written. */
export type PackedFiles = ReadonlyMap<string, PackedFile>;

/** A file whose bytes are at hand. */
export const fileOf = (bytes: Uint8Array): PackedFile => ({
  digest: createHash("sha256").update(bytes).digest("hex"),
  bytes: bytes.length,
  read: () => Promise.resolve(bytes),
});

/** An artifact of a store as a file. */
export const storedFile = (store: Store, { digest, bytes }: Output): PackedFile => ({
  digest,
  bytes,
  read: () => store.read(digest),
});

/** Bytes that a zip archive adds to a file, which has its path twice. */
const HEADERS = 128;

/** Refuses files that would make an archive which `exp unpack` does not read. @throws {@link CliError} `CLI_CANNOT_PACK`. */
export function checkPackable(files: PackedFiles): void {
  const paths = new ArchivePaths();
  let total = 0;
  for (const [path, { bytes }] of files) {
    total += bytes + HEADERS + 2 * Buffer.byteLength(path);
    const why = paths.add(path) ?? oversizeOf(path, bytes);
    if (why !== undefined) throw cannotPack(why);
  }
  const excess = excessOf(files.size, total);
  if (excess !== undefined) throw cannotPack(excess);
}

const cannotPack = (why: string): CliError =>
  new CliError({
    code: "CLI_CANNOT_PACK",
    message: `exp unpack would refuse this capsule: ${why}`,
    hint: "leave out --artifacts, which adds every artifact, or add --no-code, which leaves out the program",
  });
