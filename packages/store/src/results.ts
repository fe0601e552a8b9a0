import { canonicalJson, type Json } from "@goldilocks/digest";
import type { Output, Result } from "@goldilocks/engine";
import { seal } from "./envelope.ts";
import { StoreError } from "./error.ts";
import { fans } from "./layout.ts";
import { checkHash, checkPrefix, isHash } from "./names.ts";
import { hasObject } from "./objects.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { madeAsJson, resultAsJson, resultFromJson } from "./result-json.ts";
import { namesIn, readStored, sealed } from "./stored-file.ts";

/** The record under a key, verified, whether or not its objects are there. */
export async function readRecord(place: Place, key: string): Promise<Result | undefined> {
  checkHash("key", key);
  const accept = (value: Json): Result | undefined => {
    const result = resultFromJson(value);
    return result?.key === key ? result : undefined;
  };
  return readStored(place, {
    kind: "result",
    name: key,
    file: place.layout.result(key),
    parse: sealed(accept),
  });
}

async function firstMissing(place: Place, outputs: Result["outputs"]): Promise<Output | undefined> {
  for (const output of Object.values(outputs)) if (!(await hasObject(place, output))) return output;
  return undefined;
}

/** The result of a key; a record whose objects are not all there is no result. */
export async function readResult(place: Place, key: string): Promise<Result | undefined> {
  const result = await readRecord(place, key);
  return result === undefined || (await firstMissing(place, result.outputs)) !== undefined ? undefined : result;
}

const made = (result: Result): string => canonicalJson(madeAsJson(result));

/**
 * Keeps a result. One that was kept before stays, provenance and all, if it says the same; otherwise the new one replaces it.
 *
 * @throws {@link StoreError} `STORE_MISSING` when an output was not written before.
 */
export async function recordResult(place: Place, result: Result): Promise<void> {
  checkHash("key", result.key);
  for (const { digest } of Object.values(result.outputs)) checkHash("digest", digest);
  const { key, outputs } = result;
  const file = seal(resultAsJson(result));
  const missing = await firstMissing(place, outputs);
  if (missing !== undefined) {
    throw new StoreError("STORE_MISSING", `no object ${missing.digest} of ${missing.bytes} bytes`, "write it first");
  }
  const before = await readRecord(place, key);
  if (before !== undefined && made(before) === made(result)) return;
  await replaceFile(place, place.layout.result(key), file);
}

/** The keys that begin with `prefix`, sorted. */
export async function resultKeys(place: Place, prefix: string): Promise<readonly string[]> {
  checkPrefix(prefix);
  const near = fans.filter((fan) => fan.startsWith(prefix.slice(0, 2)));
  const names = await Promise.all(near.map((fan) => namesIn(place, `${place.layout.results}/${fan}`)));
  return names
    .flat()
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .filter((key) => isHash(key) && key.startsWith(prefix))
    .toSorted();
}
