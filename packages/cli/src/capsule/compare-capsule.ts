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

/** What an archive records. */
export interface Recorded {
  /** Pre-images by key. */
  readonly plan: ReadonlyMap<string, Json>;
  readonly results: readonly ArchivedResult[];
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
  recorded: Recorded,
  made: Store,
  planned: ReadonlyMap<string, Json>,
): Promise<CapsuleComparison> {
  const { key } = archive.manifest;
  const computed = await computedResults(made, planned);
  const result = computed.get(key);
  if (result === undefined || isEmpty(result)) return { files: 0, results: 0, different: [key] };
  const records = differentRecords(key, recorded, computed, planned);
  const different = [...differentFiles(archive, result), ...records, ...differentObjects(archive, computed)];
  return {
    files: Object.keys(result.outputs).length,
    results: recorded.results.length,
    different: different.toSorted(),
  };
}

/** Every result of a plan that was computed. */
async function computedResults(made: Store, planned: ReadonlyMap<string, Json>): Promise<ReadonlyMap<string, Result>> {
  const found = new Map<string, Result>();
  for (const key of planned.keys()) {
    const result = await made.result(key);
    if (result !== undefined) found.set(key, result);
  }
  return found;
}

/** Whether there would be nothing to compare. */
const isEmpty = ({ outputs, values }: Result): boolean =>
  Object.keys(outputs).length === 0 && Object.keys(values ?? {}).length === 0;

function differentFiles({ manifest: { outputs, files } }: Archive, result: Result): readonly string[] {
  const names = new Set([...Object.keys(result.outputs), ...Object.keys(outputs)]);
  return [...names].filter((name) => {
    const digest = own(result.outputs, name)?.digest;
    return digest === undefined || own(files, name)?.digest !== digest || own(outputs, name) !== digest;
  });
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** The files of records that do not hold what was computed. */
function differentRecords(
  key: string,
  { plan, results }: Recorded,
  computed: ReadonlyMap<string, Result>,
  planned: ReadonlyMap<string, Json>,
): readonly string[] {
  // Numbers are in the records alone: without its record, a result could have been compared in part.
  const hasOwn = results.some((one) => one.key === key);
  const same = hasOwn && results.every((one) => isSame(one, computed.get(one.key)));
  const isPlanned = ([node, preImage]: readonly [string, Json]): boolean => {
    const known = planned.get(node);
    return known !== undefined && canonicalJson(known) === canonicalJson(preImage);
  };
  return [...([...plan].every(isPlanned) ? [] : [RECORDS.plan]), ...(same ? [] : [RECORDS.results])];
}

function isSame({ preImage, outputs, values }: ArchivedResult, computed: Result | undefined): boolean {
  if (computed === undefined) return false;
  const digests = Object.fromEntries(Object.entries(computed.outputs).map(([name, { digest }]) => [name, digest]));
  return (
    canonicalJson(preImage) === canonicalJson(computed.preImage) &&
    canonicalJson(outputs) === canonicalJson(digests) &&
    canonicalJson(values) === canonicalJson(computed.values)
  );
}

/** Artifacts that no result has, or that lie under the digest of another. */
function differentObjects({ manifest }: Archive, computed: ReadonlyMap<string, Result>): readonly string[] {
  const outputs = [...computed.values()].flatMap((result) => Object.values(result.outputs));
  const known = new Set(outputs.map(({ digest }) => digest));
  const objects = Object.entries(manifest.files).filter(([path]) => path.startsWith(OBJECTS));
  return objects
    .filter(([path, { digest }]) => path !== `${OBJECTS}${digest}` || !known.has(digest))
    .map(([path]) => path);
}
