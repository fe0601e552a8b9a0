import { join } from "node:path";
import { field, seal } from "./envelope.ts";
import { checkHash, isHash } from "./names.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { ifPresent, namesIn, readStored, sealed } from "./stored-file.ts";

const suffix = ".json";

/** A key that is kept whatever else is removed, with all that it is made from. */
export interface Pin {
  readonly key: string;
  /** Why, in a person's words; empty for none. */
  readonly note: string;
}

const pathOf = ({ layout }: Place, key: string): string => join(layout.pins, `${key}${suffix}`);

/** Pins a key, or replaces its note. */
export async function addPin(place: Place, { key, note }: Pin): Promise<void> {
  checkHash("key", key);
  await place.files.makeDirectory(place.layout.pins);
  await replaceFile(place, pathOf(place, key), seal({ key, note }));
}

/** Takes a pin away. Returns whether there was one. */
export async function removePin(place: Place, key: string): Promise<boolean> {
  checkHash("key", key);
  return (await ifPresent(place.files.remove(pathOf(place, key)).then(() => true))) ?? false;
}

/** Every pin, by key. */
export async function readPins(place: Place): Promise<readonly Pin[]> {
  const names = await namesIn(place, place.layout.pins);
  const keys = names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
  return (
    await Promise.all(
      keys
        .filter(isHash)
        .toSorted()
        .map((key) => readPin(place, key)),
    )
  ).flat();
}

/** A pin whose note was damaged still pins: the file's name says what. It is written anew, where that is possible. */
async function readPin(place: Place, key: string): Promise<readonly Pin[]> {
  let damaged = false;
  const parse = sealed((value): readonly Pin[] | undefined => {
    const note = field(value, "note");
    return field(value, "key") === key && typeof note === "string" ? [{ key, note }] : undefined;
  });
  const onDamage = (): void => void (damaged = true);
  const pins = await readStored(place, { kind: "pin", name: key, file: pathOf(place, key), parse, onDamage });
  if (pins !== undefined || !damaged) return pins ?? [];
  const anew = { key, note: "" };
  await addPin(place, anew).catch(() => {});
  return [anew];
}
