import { canonicalJson, type Json } from "@goldilocks/digest";
import type { Result, Store } from "@goldilocks/engine";
import type { Archive } from "./read-archive.ts";
import { type ArchivedResult, RECORDS } from "./records.ts";

/** Begins the paths of artifacts in an archive. */
const OBJECTS = "objects/";

/** What comparing an archive with what was computed has shown. */
export interface CapsuleComparison {
  /** Files of the result: as many as it has. */
  readonly files: number;
  /** Results whose digests and numbers were compared with the records of the archive. */
  readonly results: number;
  /** Paths in the archive that hold something else than was computed, and names of files that it lacks. */
  readonly different: readonly string[];
}

/**
 * Compares an archive with what a program computed from its experiment. The result that was computed decides which files there must be;
 * the archive's own lists only ever add to what is compared.
 *
 * @param made - The store in which it was computed.
 * @param planned - Pre-images of the plan that was computed, by key.
 */
export async function compareCapsule(
  archive: Archive,
  recorded: { readonly plan: ReadonlyMap<string, Json>; readonly results: readonly ArchivedResult[] },
  made: Store,
  planned: ReadonlyMap<string, Json>,
): Promise<CapsuleComparison> {
  const { key, files } = archive.manifest;
  const result = await made.result(key);
  if (result === undefined || isEmpty(result)) return { files: 0, results: 0, different: [key] };
  const different = new Set(differentFiles(archive, result));
  const known = new Set(Object.values(result.outputs).map(({ digest }) => digest));
  const results = new Map(recorded.results.map((one) => [one.key, one]));
  // Numbers are in the records alone: without its record, a result could have been compared in part.
  if (!results.has(key)) different.add(RECORDS.results);
  for (const archived of results.values()) {
    const computed = await made.result(archived.key);
    if (computed === undefined || !isSame(archived, computed)) different.add(RECORDS.results);
    for (const { digest } of Object.values(computed?.outputs ?? {})) known.add(digest);
  }
  for (const [node, preImage] of recorded.plan)
    if (!(await isPlanned(node, preImage, planned, made))) different.add(RECORDS.plan);
  for (const [path, { digest }] of Object.entries(files))
    if (path.startsWith(OBJECTS) && (path !== `${OBJECTS}${digest}` || !known.has(digest))) different.add(path);
  return { files: Object.keys(result.outputs).length, results: results.size, different: [...different].toSorted() };
}

/** Whether there would be nothing to compare. */
const isEmpty = ({ outputs, values }: Result): boolean =>
  Object.keys(outputs).length === 0 && Object.keys(values ?? {}).length === 0;

function differentFiles({ manifest: { outputs, files } }: Archive, result: Result): readonly string[] {
  const names = new Set([...Object.keys(result.outputs), ...Object.keys(outputs)]);
  return [...names].filter((name) => {
    const digest = result.outputs[name]?.digest;
    return digest === undefined || own(files, name)?.digest !== digest || own(outputs, name) !== digest;
  });
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function isSame({ preImage, outputs, values }: ArchivedResult, computed: Result): boolean {
  const digests = Object.fromEntries(Object.entries(computed.outputs).map(([name, { digest }]) => [name, digest]));
  const before = [preImage, outputs, values].map(canonicalJson);
  return before.every((text, at) => text === canonicalJson([computed.preImage, digests, computed.values][at] ?? null));
}

/** Whether a node of an archive's plan is one of the plan that was computed, or was made because cells failed. */
async function isPlanned(
  key: string,
  preImage: Json,
  planned: ReadonlyMap<string, Json>,
  made: Store,
): Promise<boolean> {
  const known = planned.get(key) ?? (await made.result(key))?.preImage;
  return known !== undefined && canonicalJson(known) === canonicalJson(preImage);
}
