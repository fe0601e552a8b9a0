import type { Output } from "@goldilocks/engine";
import { quarantine, type Suspect } from "./damage.ts";
import { StoreError } from "./error.ts";
import { checkHash } from "./names.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { sha256 } from "./sha256.ts";
import { ifPresent, readStored } from "./stored-file.ts";

const suspectOf = ({ layout }: Place, digest: string): Suspect => ({
  kind: "object",
  name: digest,
  file: layout.object(digest),
  intact: (bytes) => sha256(bytes) === digest,
});

/** Whether an object is there, by its length alone. One of another length is set aside at once. */
export async function hasObject(place: Place, { digest, bytes }: Pick<Output, "digest" | "bytes">): Promise<boolean> {
  const facts = await ifPresent(place.files.stat(place.layout.object(digest)));
  if (facts === undefined) return false;
  return facts.bytes === bytes || !(await quarantine(place, suspectOf(place, digest)));
}

/**
 * Keeps bytes under their digest.
 *
 * They are copied first: the caller may go on to change them, as a WebAssembly memory does, while the copy is on its way to disk.
 */
export async function writeObject(place: Place, given: Uint8Array): Promise<string> {
  const bytes = new Uint8Array(given);
  const digest = sha256(bytes);
  if (!(await hasObject(place, { digest, bytes: bytes.length }))) {
    await replaceFile(place, place.layout.object(digest), bytes);
  }
  return digest;
}

/**
 * The bytes of a digest, verified.
 *
 * @throws {@link StoreError} `STORE_MISSING` when there are none, `STORE_CORRUPT` when they are damaged: they are set aside then.
 */
export async function readObject(place: Place, digest: string): Promise<Uint8Array> {
  checkHash("digest", digest);
  const suspect = suspectOf(place, digest);
  let damaged = false;
  const parse = (bytes: Uint8Array): Uint8Array | undefined => {
    damaged = !suspect.intact(bytes);
    return damaged ? undefined : bytes;
  };
  const bytes = await readStored(place, { ...suspect, parse });
  if (bytes !== undefined) return bytes;
  const hint = "run the experiment again: what is missing is computed anew";
  if (damaged) throw new StoreError("STORE_CORRUPT", `damaged object ${digest}`, hint);
  throw new StoreError("STORE_MISSING", `no object ${digest}`, hint);
}
