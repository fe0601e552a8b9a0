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

/** Whether an object is there, by its kind and length alone. Anything else in its place is set aside at once. */
export async function hasObject(place: Place, { digest, bytes }: Pick<Output, "digest" | "bytes">): Promise<boolean> {
  const facts = await ifPresent(place.files.stat(place.layout.object(digest)));
  if (facts === undefined) return false;
  return (facts.isFile && facts.bytes === bytes) || !(await quarantine(place, suspectOf(place, digest)));
}

/** What is kept under a digest, verified; `undefined` when it is absent, or damaged and now set aside. */
function intactObject(place: Place, digest: string, onDamage: () => void = () => {}): Promise<Uint8Array | undefined> {
  const suspect = suspectOf(place, digest);
  const parse = (bytes: Uint8Array): Uint8Array | undefined => (suspect.intact(bytes) ? bytes : undefined);
  return readStored(place, { ...suspect, parse, onDamage });
}

/**
 * Keeps bytes under their digest. What is there already is read, so that bytes that were computed again replace damaged ones at once.
 *
 * They are copied first: the caller may go on to change them, as a WebAssembly memory does, while the copy is on its way to disk.
 */
export async function writeObject(place: Place, given: Uint8Array): Promise<string> {
  const bytes = new Uint8Array(given);
  const digest = sha256(bytes);
  if ((await intactObject(place, digest)) === undefined) await replaceFile(place, place.layout.object(digest), bytes);
  return digest;
}

/**
 * The bytes of a digest, verified.
 *
 * @throws {@link StoreError} `STORE_MISSING` when there are none, `STORE_CORRUPT` when they are damaged: they are set aside then.
 */
export async function readObject(place: Place, digest: string): Promise<Uint8Array> {
  checkHash("digest", digest);
  let damaged = false;
  const bytes = await intactObject(place, digest, () => (damaged = true));
  if (bytes !== undefined) return bytes;
  const hint = "run the experiment again: what is missing is computed anew";
  if (damaged) throw new StoreError("STORE_CORRUPT", `damaged object ${digest}`, hint);
  throw new StoreError("STORE_MISSING", `no object ${digest}`, hint);
}
