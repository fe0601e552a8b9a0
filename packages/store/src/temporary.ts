import { join } from "node:path";
import { isAbandoned, ownedName } from "./owned-name.ts";
import { type Place } from "./place.ts";

/** A new path for a file that is not complete yet. The name tells whose it is. */
export const temporaryPath = ({ layout, owner }: Place): string => join(layout.temporary, ownedName(owner));

async function sweepOne(place: Place, name: string): Promise<void> {
  const path = join(place.layout.temporary, name);
  const { modified } = await place.files.stat(path);
  if (isAbandoned(name, modified, place.owner)) await place.files.remove(path);
}

/** Removes what dead processes left half-written: of this machine at once, of others when it is a day old. */
export async function sweepTemporary(place: Place): Promise<void> {
  const names = await place.files.list(place.layout.temporary);
  await Promise.allSettled(names.map((name) => sweepOne(place, name)));
}
