import { sha256 } from "./state.ts";
import { type TrackedArtifact, type TrackedRun } from "./tracked-run.ts";

/** Digests of what is sent by itself, so that a newer state costs only what is new in it. */
export type Parts = Readonly<Record<string, string>>;

const digestOf = (value: unknown): string => sha256(JSON.stringify(value)).slice(0, 16);

export const artifactPart = ({ path }: TrackedArtifact): string => `artifact:${path}`;

/** The parts of a state; those that are empty are left out. */
export function partsOf(run: TrackedRun): Parts {
  const { tags, params, metrics, datasets, artifacts, models, name, status, ended } = run;
  const parts: Record<string, string> = { tags: digestOf(tags), end: digestOf([name, status, ended]) };
  if (Object.keys(params).length > 0) parts["params"] = digestOf(params);
  if (metrics.length > 0) parts["metrics"] = digestOf(metrics.map((m) => [m.key, m.step, m.timestamp, m.value]));
  if (datasets.length > 0) parts["datasets"] = digestOf(datasets);
  if (models.length > 0) parts["models"] = digestOf(models);
  for (const artifact of artifacts) parts[artifactPart(artifact)] = artifact.digest;
  return parts;
}
