import type { Json } from "@goldilocks/digest";
import { isRecord, textIn } from "../stored/json.ts";
import { modestJson } from "./modest-json.ts";
import { isHash } from "./manifest.ts";
import { type Archive, badCapsule } from "./read-archive.ts";

/** A result as an archive records it. Nothing of it is trusted. */
export interface ArchivedResult {
  readonly key: string;
  readonly preImage: Json;
  /** Digests by name. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly values: Json;
}

/** The files in which an archive records its plan and its results. */
export const RECORDS = { plan: "plan.json", results: "results.json" } as const;

/** Pre-images of an archive's plan by key. @throws {@link CliError} `CLI_BAD_CAPSULE`. */
export async function archivedPlan(archive: Archive): Promise<ReadonlyMap<string, Json>> {
  const nodes = await recordsIn(archive, RECORDS.plan);
  return new Map(nodes.map((node) => [textIn(node, "key"), node["preImage"] ?? null]));
}

/** An archive's results. @throws {@link CliError} `CLI_BAD_CAPSULE`. */
export async function archivedResults(archive: Archive): Promise<readonly ArchivedResult[]> {
  const results = await recordsIn(archive, RECORDS.results);
  return results.map((result) => ({
    key: textIn(result, "key"),
    preImage: result["preImage"] ?? null,
    outputs: digestsIn(result["outputs"]),
    values: result["values"] ?? null,
  }));
}

/** Looks at what an archive records before anything of it is written. @throws {@link CliError} `CLI_BAD_CAPSULE`. */
export async function checkRecords(archive: Archive): Promise<void> {
  for (const path of Object.values(RECORDS)) await recordsIn(archive, path);
}

type Fields = Readonly<Record<string, Json | undefined>>;

function digestsIn(outputs: Json | undefined): ArchivedResult["outputs"] {
  const entries = Object.entries(isRecord(outputs) ? outputs : {});
  return Object.fromEntries(entries.map(([name, output]) => [name, textIn(output, "digest")]));
}

const isKeyed = (value: Json): value is { readonly [name: string]: Json } => isRecord(value) && isHash(value["key"]);

/** A file's list of records, each of which has a key. */
async function recordsIn(archive: Archive, path: string): Promise<readonly Fields[]> {
  const bytes = await archive.read(path);
  const list = modestJson(bytes);
  if (!Array.isArray(list) || !list.every(isKeyed))
    throw badCapsule(archive.named, `${path} does not list what it should`);
  return list;
}
