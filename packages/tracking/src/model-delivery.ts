import type { Model } from "@goldilocks/mlflow-client";
import { deliverArtifact } from "./artifact-delivery.ts";
import { type Delivery, TAGS } from "./delivery.ts";
import { type TrackedModel } from "./tracked-run.ts";

/** A run on the server, and whether it was made just now: then it has no models yet. */
export interface ModelHome {
  readonly experimentId: string;
  readonly runId: string;
  readonly isNew: boolean;
}

const before = (a: Model, b: Model): number =>
  (a.creationTime ?? 0) - (b.creationTime ?? 0) || (a.modelId < b.modelId ? -1 : 1);

/** The models of a run by their keys; of two with one key the later is deleted, as every process would. */
async function modelsOf({ client, call }: Delivery, home: ModelHome): Promise<Map<string, Model>> {
  const filter = `source_run_id = '${home.runId}'`;
  const all = await client.models.search({ experimentIds: [home.experimentId], filter, ...call }).toArray();
  const kept = new Map<string, Model>();
  for (const model of all.toSorted(before)) {
    const key = model.tags[TAGS.modelKey] ?? "";
    if (kept.has(key) && key !== "") await client.models.delete(model.modelId, call);
    else kept.set(key, model);
  }
  return kept;
}

async function make({ client, call }: Delivery, home: ModelHome, model: TrackedModel): Promise<string> {
  const { key, name, type, params, tags } = model;
  const input = { experimentId: home.experimentId, name, modelType: type, sourceRunId: home.runId, params };
  return (await client.models.create({ ...input, tags: { ...tags, [TAGS.modelKey]: key } }, call)).modelId;
}

/**
 * Sends the models of a run, each ready only when all of its artifacts are there.
 *
 * @returns MLflow's identifiers, by key.
 */
export async function deliverModels(
  delivery: Delivery,
  home: ModelHome,
  models: readonly TrackedModel[],
): Promise<Record<string, string>> {
  const { client, call } = delivery;
  let there = home.isNew ? new Map<string, Model>() : await modelsOf(delivery, home);
  const missing = models.filter(({ key }) => !there.has(key));
  const ids = new Map([...there].map(([key, { modelId }]) => [key, modelId]));
  for (const model of missing) ids.set(model.key, await make(delivery, home, model));
  if (missing.length > 0 && (!home.isNew || !delivery.isAlone)) {
    // Had another process made them at the same time, one of both sees it here, before it says that they are the run's.
    there = await modelsOf(delivery, home);
    for (const [key, { modelId }] of there) ids.set(key, modelId);
  }
  const made: Record<string, string> = {};
  for (const model of models) {
    const modelId = ids.get(model.key) ?? "";
    if (!missing.includes(model)) await client.models.setTags(modelId, { ...model.tags }, call);
    for (const artifact of model.artifacts) await deliverArtifact(delivery, { modelId }, artifact);
    await client.models.finalize(modelId, "LOGGED_MODEL_READY", call);
    made[model.key] = modelId;
    delivery.onProgress();
  }
  const outputs = Object.values(made).map((modelId) => ({ modelId, step: 0 }));
  await client.runs.logOutputs(home.runId, outputs, call);
  return made;
}
