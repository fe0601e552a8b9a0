import { type Json } from "@goldilocks/digest";
import { quarantine, type StoredKind } from "./damage.ts";
import { unseal } from "./envelope.ts";
import { errno, isStrange } from "./errno.ts";
import { type Place } from "./place.ts";

/** The value of an operation on a file, or `undefined` when there is no such file. */
export async function ifPresent<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** A file whose content proves itself. */
interface StoredFile<T> {
  readonly kind: StoredKind;
  readonly name: string;
  readonly file: string;
  /** The content, or `undefined` for bytes that are not as they were written. */
  readonly parse: (bytes: Uint8Array) => T | undefined;
  /** Told of damage before it is set aside. @default nothing happens */
  readonly onDamage?: () => void;
}

/** What a file holds; `undefined` when it is absent, or damaged and now set aside. */
export async function readStored<T>(place: Place, stored: StoredFile<T>): Promise<T | undefined> {
  const content = await contentOf(place, stored);
  if (content === "absent" || content.value !== undefined) return content === "absent" ? undefined : content.value;
  stored.onDamage?.();
  const real = await quarantine(place, {
    ...stored,
    intact: (other) => stored.parse(other) !== undefined,
  });
  return real ? undefined : readStored(place, stored);
}

/** What a file holds, without a value where it is damaged; a pipe or a folder in its place is damage like any other. */
async function contentOf<T>(
  { files }: Place,
  stored: StoredFile<T>,
): Promise<{ readonly value?: T | undefined } | "absent"> {
  try {
    const bytes = await ifPresent(files.read(stored.file));
    return bytes === undefined ? "absent" : { value: stored.parse(bytes) };
  } catch (error) {
    if (isStrange(error)) return {};
    throw error;
  }
}

/** A parser of sealed JSON that has the right shape. A file under a wrong name is as bad as a damaged one. */
export function sealed<T>(accept: (value: Json) => T | undefined): (bytes: Uint8Array) => T | undefined {
  return (bytes) => {
    const value = unseal(bytes);
    return value === undefined ? undefined : accept(value);
  };
}

/** The names in a directory that may not exist yet. */
export async function namesIn(place: Place, directory: string): Promise<readonly string[]> {
  return (await ifPresent(place.files.list(directory))) ?? [];
}
