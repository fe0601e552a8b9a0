import type { Run } from "@goldilocks/mlflow-client";
import { type SentBatch } from "./batch-delivery.ts";
import { type Delivery, type Place, TAGS } from "./delivery.ts";
import { problem } from "./error.ts";
import { Failed } from "./failure.ts";
import { type Delivered } from "./ledger.ts";
import { type TrackedDataset, type TrackedMetric, type TrackedStatus } from "./tracked-run.ts";

/** What a server was sent of a run, and said that it took. Files are not in it: they were read back already. */
export interface Sent {
  /** What the ledger gets once the server shows the rest. */
  readonly record: Delivered;
  readonly batch: SentBatch;
  readonly datasets: readonly TrackedDataset[];
  /** MLflow's identifiers of models that the run made. */
  readonly models: readonly string[];
  /** Undefined where it was not changed. */
  readonly status: TrackedStatus | undefined;
}

/** Values that differ by less are equal: some databases keep fewer digits. */
const TOLERANCE = 1e-6;

/** The shortest text that a server has cut, rather than replaced: older ones keep less of a value than MLflow 3 does. */
const CUT = 250;

/** Whether a server shows a text that it was sent. */
const isShown = (shown: string | undefined, sent: string): boolean =>
  shown === sent || (shown !== undefined && shown.length >= CUT && sent.startsWith(shown));

/** Tags of MLflow's own, which some servers write by themselves. */
const OWN = "mlflow.";

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));

type Point = Pick<TrackedMetric, "step" | "timestamp" | "value">;

/** The order by which MLflow takes the last point of a metric. */
const isLater = (a: Point, b: Point): boolean =>
  a.step !== b.step ? a.step > b.step : a.timestamp !== b.timestamp ? a.timestamp > b.timestamp : a.value >= b.value;

/** The last point of each metric. */
function lastPoints(metrics: readonly TrackedMetric[]): ReadonlyMap<string, TrackedMetric> {
  const last = new Map<string, TrackedMetric>();
  for (const point of metrics) {
    const before = last.get(point.key);
    if (before === undefined || isLater(point, before)) last.set(point.key, point);
  }
  return last;
}

function isMetricShown(run: Run, key: string, sent: TrackedMetric): boolean {
  const shown = run.metrics.find((metric) => metric.key === key);
  if (shown === undefined) return false;
  return isLater(shown, sent) || (shown.step === sent.step && isNear(shown.value, sent.value));
}

/** What a server does not show of what it was sent; undefined where it shows all of it. */
export function missingIn(run: Run | undefined, sent: Sent): string | undefined {
  if (run === undefined) return "the run";
  if (run.lifecycleStage === "deleted") return "the run, which is deleted";
  if (run.tags[TAGS.runKey] !== sent.record.runKey) return `tag ${TAGS.runKey}`;
  const { tags = {}, params = {}, metrics = [] } = sent.batch;
  const tag = Object.keys(tags).find((key) => !key.startsWith(OWN) && !isShown(run.tags[key], tags[key] ?? ""));
  if (tag !== undefined) return `tag ${tag}`;
  const param = Object.keys(params).find((key) => !isShown(run.params[key], params[key] ?? ""));
  if (param !== undefined) return `param ${param}`;
  for (const [key, last] of lastPoints(metrics)) if (!isMetricShown(run, key, last)) return `metric ${key}`;
  const there = new Set(run.datasets.map(({ name, digest }) => `${digest} ${name}`));
  const dataset = sent.datasets.find(({ name, digest }) => !there.has(`${digest} ${name}`));
  if (dataset !== undefined) return `dataset ${dataset.name}`;
  const made = new Set(run.modelOutputs.map(({ modelId }) => modelId));
  if (sent.models.some((modelId) => !made.has(modelId))) return "a model";
  return sent.status === undefined || run.status === sent.status ? undefined : `the status ${sent.status}`;
}

/** What a server shows of some runs now, by identifier: the living and the deleted. */
export async function shownRuns(
  { client, call }: Delivery,
  { experimentId }: Place,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, Run>> {
  // Identifiers were checked where they were read; no quote is in them.
  const filter = `attributes.run_id IN (${runIds.map((runId) => `'${runId}'`).join(", ")})`;
  const query = { experimentIds: [experimentId], filter, view: "ALL" as const, pageSize: runIds.length, ...call };
  const found = new Map<string, Run>();
  for await (const run of client.runs.search(query)) found.set(run.runId, run);
  return found;
}

/** The failure of a server that says it took something, and does not show it. */
export const unconfirmed = (what: string, where: string): Failed =>
  new Failed({
    scope: "server",
    problem: problem(
      "TRACKING_UNCONFIRMED",
      `MLflow reported success, and does not show ${what} of ${where}`,
      "the runs wait in the outbox; look at the server's log, then `exp sync`",
    ),
  });
