import type { Json } from "@goldilocks/digest";
import { isRecord, parsedJson, textIn } from "../stored/json.ts";
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
  const nodes = await listIn(archive, RECORDS.plan);
  return new Map(nodes.map((node) => [textIn(node, "key"), isRecord(node) ? (node["preImage"] ?? null) : null]));
}

/** An archive's results. @throws {@link CliError} `CLI_BAD_CAPSULE` for a list that is none of results. */
export async function archivedResults(archive: Archive): Promise<readonly ArchivedResult[]> {
  const results = await listIn(archive, RECORDS.results);
  return results.map((result) => {
    const outputs = isRecord(result) ? result["outputs"] : undefined;
    if (!isRecord(result) || !isRecord(outputs)) throw badCapsule(archive.named, `${RECORDS.results} lists no results`);
    const digests = Object.entries(outputs).map(([name, output]) => [name, textIn(output, "digest")] as const);
    return {
      key: textIn(result, "key"),
      preImage: result["preImage"] ?? null,
      outputs: Object.fromEntries(digests),
      values: result["values"] ?? null,
    };
  });
}

async function listIn(archive: Archive, path: string): Promise<readonly Json[]> {
  const list = parsedJson(new TextDecoder().decode(await archive.read(path)));
  if (!Array.isArray(list) || isDeep(list)) throw badCapsule(archive.named, `${path} is no list of the expected shape`);
  return list;
}

/** Levels of nesting that no pre-image has: what walks a value level by level could not walk it. */
const DEEPEST = 100;

function isDeep(list: readonly Json[]): boolean {
  let level: readonly (Json | undefined)[] = list;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
  return false;
}
