import { type Json } from "@goldilocks/digest";
import { isMap } from "./json-map.ts";
import { type Settings } from "./generated/settings.ts";

/** The value of a setting by its dotted path; `undefined` where the path names none, or one that the cell's kinds do not have. */
export function getSetting(settings: Settings, path: string): Json | undefined {
  let part: Json | undefined = settings;
  for (const key of path.split(".")) {
    part = isMap(part) && Object.hasOwn(part, key) ? part[key] : undefined;
  }
  return part;
}
