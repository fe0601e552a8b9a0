import type { Metric, Run } from "@goldilocks/mlflow-client";
import { type Delivery, TAGS } from "./delivery.ts";
import { type Parts } from "./parts.ts";
import { problem } from "./error.ts";
import { type TrackedMetric, type TrackedRun } from "./tracked-run.ts";

/** All tags of a run, with those by which it is found again. Its name is a tag too; the server refuses a second one. */
export const tagsOf = (run: TrackedRun): Record<string, string> => ({
  ...run.tags,
  "mlflow.runName": run.name,
  [TAGS.runKey]: run.runKey,
  [TAGS.group]: run.group,
});

const lastOf = (history: Iterable<Metric>): Set<string> =>
  new Set(Array.from(history, ({ step, value }) => `${step} ${value}`));

/**
 * The points that a run lacks. Points sent again with the same time change nothing, but another machine that computed the same run
 * has sent them with times of its own.
 */
async function lacking({ client, call }: Delivery, run: Run, wanted: readonly TrackedMetric[]) {
  const known = new Set(run.metrics.map(({ key }) => key));
  const keys = new Set(wanted.map(({ key }) => key).filter((key) => known.has(key)));
  const there = new Map<string, Set<string>>();
  for (const key of keys) there.set(key, lastOf(await client.metrics.history(run.runId, key, call).toArray()));
  return wanted.filter(({ key, step, value }) => there.get(key)?.has(`${step} ${value}`) !== true);
}

/** The params that a run lacks. MLflow keeps a param's first value for ever. */
function newParams(delivery: Delivery, run: Run, wanted: Readonly<Record<string, string>>): Record<string, string> {
  const differing = Object.keys(wanted).filter(
    (key) => Object.hasOwn(run.params, key) && run.params[key] !== wanted[key],
  );
  if (differing.length > 0) {
    delivery.report(
      problem(
        "TRACKING_REFUSED",
        `run ${run.runId} has other params in MLflow, and keeps them: ${differing.slice(0, 5).join(", ")}`,
        "delete the run in MLflow for good to have it made anew",
      ),
    );
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key]) => !Object.hasOwn(run.params, key)));
}

/** What of a run was sent in a batch. */
export interface SentBatch {
  readonly tags?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly metrics?: readonly TrackedMetric[];
}

/**
 * Sends params, tags and points in one batch, if any of them is new. Returns what was sent.
 *
 * @param there - The run as the server has it, where that is known and may be more than was just made.
 */
export async function deliverBatch(
  delivery: Delivery,
  {
    runId,
    run,
    parts,
    sent,
    there,
  }: {
    readonly runId: string;
    readonly run: TrackedRun;
    readonly parts: Parts;
    readonly sent: Parts;
    readonly there: Run | undefined;
  },
): Promise<SentBatch> {
  const isNew = (part: string): boolean => parts[part] !== undefined && parts[part] !== sent[part];
  const newMetrics = async (): Promise<SentBatch> => {
    if (there === undefined && sent["metrics"] === undefined) return { metrics: run.metrics };
    // A point that was computed again has another time, and would be there twice.
    const found = there ?? (await delivery.client.runs.get(runId, delivery.call));
    // Refused, which leads to its being restored.
    if (found.lifecycleStage === "deleted") return { metrics: run.metrics };
    const metrics = await lacking(delivery, found, run.metrics);
    return metrics.length === 0 ? {} : { metrics };
  };
  const batch: SentBatch = {
    ...(isNew("tags") ? { tags: tagsOf(run) } : {}),
    ...(isNew("params") ? { params: there === undefined ? run.params : newParams(delivery, there, run.params) } : {}),
    ...(isNew("metrics") ? await newMetrics() : {}),
  };
  if (Object.keys(batch).length > 0) await delivery.client.runs.logBatch(runId, batch, delivery.call);
  return batch;
}
