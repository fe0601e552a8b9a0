import { createHash } from "node:crypto";
import { type TrackedMetric, type TrackedRun } from "./tracked-run.ts";

/** Changes when {@link stateText} does; an outbox may hold states of several. */
const FORM = 1;

type Series = readonly [key: string, steps: number[], timestamps: number[], values: number[]];

/** Points by key, in columns: a quarter of the text, and of the time. */
function seriesOf(metrics: readonly TrackedMetric[]): readonly Series[] {
  const found = new Map<string, Series>();
  for (const { key, step, timestamp, value } of metrics) {
    let series = found.get(key);
    if (series === undefined) found.set(key, (series = [key, [], [], []]));
    series[1].push(step);
    series[2].push(timestamp);
    series[3].push(value);
  }
  return [...found.values()];
}

function pointsOf(all: readonly Series[]): TrackedMetric[] {
  return all.flatMap(([key, steps, timestamps, values]) =>
    steps.map((step, i) => ({ key, value: values[i] ?? 0, step, timestamp: timestamps[i] ?? 0 })),
  );
}

const sorted = (record: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** A state as text: the same for the same state, however its records were built. */
export function stateText(run: TrackedRun): string {
  const { experiment, tags, params, metrics, datasets, artifacts, models } = run;
  return JSON.stringify([
    FORM,
    [run.runKey, experiment.name, run.group, run.name, run.status, run.started, run.ended],
    [sorted(experiment.tags), sorted(tags), sorted(params)],
    seriesOf(metrics),
    datasets.map((d) => [d.name, d.digest, d.sourceType, d.source, d.schema, d.profile, d.context]),
    artifacts.map((a) => [a.path, sourceText(a.source), a.digest, a.bytes, a.mediaType]),
    models.map((m) => [
      [m.key, m.name, m.type],
      [sorted(m.params), sorted(m.tags)],
      m.artifacts.map((a) => [a.path, sourceText(a.source), a.digest, a.bytes, a.mediaType]),
    ]),
  ]);
}

const sourceText = (source: TrackedRun["artifacts"][number]["source"]): readonly [string, string] =>
  source.kind === "object" ? ["object", source.digest] : ["text", source.text];

type ArtifactText = [string, ["object" | "text", string], string, number, string];
type Opt = string | null;
type Tags = Record<string, string>;
type DatasetText = [string, string, string, string, Opt, Opt, Opt];
type StateText = [
  number,
  [string, string, string, string, TrackedRun["status"], number, number | null],
  [Tags, Tags, Tags],
  Series[],
  DatasetText[],
  ArtifactText[],
  [[string, string, string], [Tags, Tags], ArtifactText[]][],
];

const artifactOf = ([path, [kind, source], digest, bytes, mediaType]: ArtifactText) => ({
  path,
  source: kind === "object" ? { kind, digest: source } : { kind, text: source },
  digest,
  bytes,
  mediaType,
});

const datasetOf = ([name, digest, sourceType, source, schema, profile, context]: DatasetText) => ({
  name,
  digest,
  sourceType,
  source,
  ...(schema === null ? {} : { schema }),
  ...(profile === null ? {} : { profile }),
  ...(context === null ? {} : { context }),
});

/** A state from a text whose digest was verified; `"newer"` where a later version of the program wrote it, `undefined` where none did. */
export function parseState(text: string): TrackedRun | "newer" | undefined {
  const value = JSON.parse(text) as StateText;
  if (value[0] !== FORM) return value[0] > FORM ? "newer" : undefined;
  const [, [runKey, experiment, group, name, status, started, ended], [experimentTags, tags, params]] = value;
  const [, , , series, datasets, artifacts, models] = value;
  return {
    runKey,
    group,
    name,
    status,
    started,
    ended,
    tags,
    params,
    experiment: {
      name: experiment,
      tags: experimentTags,
    },
    metrics: pointsOf(series),
    datasets: datasets.map((dataset) => datasetOf(dataset)),
    artifacts: artifacts.map((artifact) => artifactOf(artifact)),
    models: models.map(([[key, modelName, type], [modelParams, modelTags], files]) => ({
      key,
      name: modelName,
      type,
      params: modelParams,
      tags: modelTags,
      artifacts: files.map((artifact) => artifactOf(artifact)),
    })),
  };
}

/** SHA-256 as 64 hex digits. Node's own, for states are megabytes. */
export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
