import { only } from "./check.ts";
import { checkEntries, type Entries } from "./check-key.ts";
import { LIMITS } from "./limits.ts";
import { metricJson, type Metric } from "./metric.ts";
import { splitBatch } from "./split-batch.ts";

/** What is logged to a run at once. Any number of each. */
export interface Batch {
  /** At most 6000 characters each. A param that has a value keeps it. */
  readonly params?: Entries;
  /** At most 8000 characters each. */
  readonly tags?: Entries;
  readonly metrics?: Iterable<Metric>;
}

const entriesJson = (entries: ReadonlyMap<string, string>): string[] =>
  [...entries].map(([key, value]) => JSON.stringify({ key, value }));

/** The checked bodies of a batch. @throws {@link MlflowError} before the first, for anything the server would refuse or change. */
export function batchOf(runId: string, batch: Batch): Iterable<string> {
  only(batch, ["params", "tags", "metrics"], "a batch");
  return splitBatch(runId, {
    params: entriesJson(checkEntries(batch.params ?? {}, "param", LIMITS.paramValue)),
    tags: entriesJson(checkEntries(batch.tags ?? {}, "tag", LIMITS.tagValue)),
    metrics: Array.from(batch.metrics ?? [], metricJson),
  });
}
