import type { Run } from "@goldilocks/mlflow-client";
import { type Entry } from "./batch-file.ts";
import { type Delivery, type Place, pooled, quoted, TAGS } from "./delivery.ts";
import { problem } from "./error.ts";

/** Up to so many runs are asked for one by one, more by group: a search by group answers with all of it. */
const FEW = 6;

/** Bytes of answers that a search may take: some, and more for each run that is kept here. A run has tens of kilobytes at most. */
const FEWEST_BYTES = 4 * 1024 * 1024;
const BYTES_OF_RUN = 64 * 1024;

const before = (a: Run, b: Run): number =>
  (a.startTime ?? 0) - (b.startTime ?? 0) || (a.runId < b.runId ? -1 : Number(a.runId > b.runId));

/** What the server has under each of some run keys: the living and the deleted. */
async function search(delivery: Delivery, place: Place, entries: readonly Entry[]): Promise<Map<string, Run[]>> {
  if (entries.length > FEW) {
    try {
      return await searchBy(delivery, place, entries, "group");
    } catch (error) {
      // Other machines may have filled the table with more than is read at once.
      if (!isTooLarge(error)) throw error;
    }
  }
  return await searchBy(delivery, place, entries, "runKey");
}

async function searchBy(
  delivery: Delivery,
  place: Place,
  entries: readonly Entry[],
  name: "group" | "runKey",
): Promise<Map<string, Run[]>> {
  const { client, call } = delivery;
  const found = new Map<string, Run[]>(entries.map(({ runKey }) => [runKey, []]));
  const pagesBytes = FEWEST_BYTES + BYTES_OF_RUN * delivery.outbox.newest().size;
  const more = { view: "ALL" as const, pageSize: 200, pagesBytes, ...call };
  await pooled([...new Set(entries.map((entry) => entry[name]))], delivery.connections, async (value) => {
    const filter = `tags.\`${TAGS[name]}\` = ${quoted(value)}`;
    const runs = client.runs.search({ experimentIds: [place.experimentId], filter, ...more });
    for await (const run of runs) found.get(run.tags[TAGS.runKey] ?? "")?.push(run);
    delivery.onProgress();
  });
  return found;
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "MLFLOW_ANSWER_TOO_LARGE";

/** Deletes all living runs of a key but the first, which every process would choose. What they show is in the first, or will be. */
async function keepOne(delivery: Delivery, runs: readonly Run[]): Promise<Run | undefined> {
  const { client, ledger, call } = delivery;
  const [first, ...others] = runs.filter(({ lifecycleStage }) => lifecycleStage === "active").toSorted(before);
  if (first === undefined) return undefined;
  for (const { runId } of others) {
    await client.runs.setTag(runId, TAGS.duplicateOf, first.runId, call).catch(ignoreRefusal);
    await client.runs.delete(runId, call).catch(ignoreRefusal);
    await ledger.gone(runId);
  }
  return first;
}

/** Another process may have deleted it in this instant. */
function ignoreRefusal(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "MLFLOW_REJECTED" && code !== "MLFLOW_NOT_FOUND") throw error;
}

/** Brings back a run that a person deleted, for there is something new to show in it. */
async function bringBack(delivery: Delivery, place: Place, runs: readonly Run[]): Promise<Run | undefined> {
  const deleted = runs.filter(
    ({ lifecycleStage, tags }) => lifecycleStage === "deleted" && !(TAGS.duplicateOf in tags),
  );
  const first = deleted.toSorted(before)[0];
  if (first === undefined) return undefined;
  await delivery.client.runs.restore(first.runId, delivery.call);
  await delivery.ledger.back(first.runId);
  delivery.report(
    problem(
      "TRACKING_RESTORED",
      `runs of ${JSON.stringify(place.name)} that were deleted in MLflow are restored, for there is something new in them`,
      "delete them again there, or switch tracking off",
    ),
  );
  return { ...first, lifecycleStage: "active" };
}

/**
 * The one run of each key that the server has, if it has any.
 *
 * @param restore - Brings back those that are only there deleted; otherwise they count as absent.
 */
export async function findRuns(
  delivery: Delivery,
  place: Place,
  entries: readonly Entry[],
  { restore }: { readonly restore: boolean },
): Promise<ReadonlyMap<string, Run>> {
  const found = new Map<string, Run>();
  if (entries.length === 0) return found;
  for (const [runKey, runs] of await search(delivery, place, entries)) {
    const run = (await keepOne(delivery, runs)) ?? (restore ? await bringBack(delivery, place, runs) : undefined);
    if (run !== undefined) found.set(runKey, run);
  }
  return found;
}
