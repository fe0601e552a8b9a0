import { type Json } from "@goldilocks/digest";
import { asSettings, complete } from "./complete.ts";
import { truncatedProduct } from "./decimal.ts";
import { type Assignment } from "./experiment.ts";
import { type Settings } from "./generated/settings.ts";
import { getSetting } from "./get-setting.ts";
import { isMap, type JsonMap } from "./json-map.ts";
import { type SchemaNode } from "./schema-node.ts";
import { choiceAt, keysBeside, schemaAt } from "./setting-paths.ts";

/** A part on another branch: keys that no longer fit go, those the new branch needs come with their defaults. */
function onBranch(part: JsonMap, choice: string, chosen: Json, path: string): JsonMap {
  const keys = keysBeside(path, chosen);
  const schema: SchemaNode | undefined = schemaAt(path);
  if (keys === undefined || schema === undefined) return { ...part, [choice]: chosen };
  const kept = Object.entries(part).filter(([key]) => keys.includes(key));
  const full = complete(schema, { ...Object.fromEntries(kept), [choice]: chosen });
  return isMap(full) ? full : part;
}

/** Copies only the maps on the way to the value. */
function put(part: JsonMap, keys: readonly string[], value: Json, path = ""): JsonMap {
  const [key = "", ...rest] = keys;
  if (rest.length === 0) return key === choiceAt(path) ? onBranch(part, key, value, path) : { ...part, [key]: value };
  const below = part[key];
  const next = isMap(below) ? below : {};
  return { ...part, [key]: put(next, rest, value, path === "" ? key : `${path}.${key}`) };
}

const set = (settings: Settings, path: string, value: Json): Settings =>
  asSettings(put(settings, path.split("."), value));

/** Whether an assignment chooses a branch. */
const chooses = ({ path }: Assignment): boolean => {
  const end = path.lastIndexOf(".");
  return choiceAt(path.slice(0, end)) === path.slice(end + 1);
};

const depth = ({ path }: Assignment): number => path.split(".").length;

/**
 * The settings with assignments made: first those that choose a branch, then other values, then ratios of what results, multiplied as
 * decimals and truncated to whole numbers.
 *
 * Paths are all different, so their order says nothing. The result may be wrong (0 elements, a rate without a kind that takes it):
 * `checkSettings` tells.
 */
export function applyAssignments(settings: Settings, assignments: readonly Assignment[]): Settings {
  let result = settings;
  // A branch may have branches of its own: the outer one is chosen before.
  const outerFirst = assignments.filter(chooses).toSorted((a, b) => depth(a) - depth(b));
  for (const one of outerFirst) if ("value" in one) result = set(result, one.path, one.value);
  for (const one of assignments) if ("value" in one && !chooses(one)) result = set(result, one.path, one.value);
  for (const one of assignments) {
    if (!("ratio" in one)) continue;
    result = set(result, one.path, truncatedProduct(one.ratio, Number(getSetting(result, one.of))));
  }
  return result;
}
