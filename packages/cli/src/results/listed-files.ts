import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "@goldilocks/digest";
import { foundBytes, foundText } from "../found-file.ts";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";

/** The file in a folder of results that lists the others, and what made them. */
export const PROVENANCE = "provenance.json";
/** The experiment in its normal form. */
export const NORMAL_FORM = "spec.normal.yaml";

/** SHA-256 of bytes. */
export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const digestsIn = (value: Json | undefined): readonly (readonly [string, string])[] =>
  isRecord(value)
    ? Object.entries(value).flatMap(([key, digest]) => (typeof digest === "string" ? [[key, digest] as const] : []))
    : [];

function ofNode(node: Json | undefined): readonly (readonly [string, string])[] {
  if (!isRecord(node)) return [];
  const name = textIn(node, "name");
  return digestsIn(node["digests"]).map(([kind, digest]) => [`${name}.${kind}`, digest] as const);
}

/** The files that a run left, by name, with their digests, as the `provenance.json` of its folder lists them. Empty where there is none. */
function listedFiles(provenance: Json): ReadonlyMap<string, string> {
  if (!isRecord(provenance)) return new Map();
  const { table, figures, estimates, claims, data } = provenance;
  const nodes = [table, estimates, claims, ...(Array.isArray(figures) ? figures : [])];
  return new Map([...nodes.flatMap(ofNode), ...(isRecord(data) ? digestsIn(data["digests"]) : [])]);
}

/**
 * What lies in a folder of results and was not written by the run that its `provenance.json` tells of: a person's notes, and files of a
 * run that were changed since. `written`: names that the new run writes, of which a changed file has no other use.
 */
export async function foreignFiles(folder: string, written: ReadonlySet<string>): Promise<readonly string[]> {
  const listed = listedFiles(parsedJson((await foundText(join(folder, PROVENANCE))) ?? ""));
  const foreign: string[] = [];
  for (const { name } of await readdir(folder, { withFileTypes: true })) {
    if (name === PROVENANCE || name === NORMAL_FORM) continue;
    const digest = listed.get(name);
    if (digest === undefined) foreign.push(name);
    else if (!written.has(name) && digest !== (await digestOfFile(join(folder, name)))) foreign.push(name);
  }
  return foreign;
}

async function digestOfFile(path: string): Promise<string | undefined> {
  const bytes = await foundBytes(path);
  return bytes && digestOf(bytes);
}
