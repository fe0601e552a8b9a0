import type { Run } from "@goldilocks/mlflow-client";
import { deliverArtifact } from "./artifact-delivery.ts";
import { type Entry } from "./batch-file.ts";
import { deliverBatch, tagsOf } from "./batch-delivery.ts";
import { type Sent } from "./confirm.ts";
import { type Delivery, type Place } from "./delivery.ts";
import { failureOf } from "./failure.ts";
import { findRuns } from "./find-runs.ts";
import { type Delivered } from "./ledger.ts";
import { deliverModels } from "./model-delivery.ts";
import { artifactPart, partsOf, type Parts } from "./parts.ts";
import { tagPlace } from "./place-delivery.ts";
import { type TrackedRun } from "./tracked-run.ts";

/** What is known of a run's counterpart on the server: from the ledger, or by having looked. */
export type Counterpart =
  | { readonly by: "ledger"; readonly record: Delivered }
  | { readonly by: "search"; readonly run: Run }
  | undefined;

const ATTEMPTS = 3;

/**
 * Sends one state, whatever the server has of it. Returns what is to be confirmed; undefined where the state is damaged, which was told.
 *
 * @param onCreated - Told when a run was made, also when what follows fails.
 */
export async function deliverRun(
  delivery: Delivery,
  place: Place,
  entry: Entry,
  known: Counterpart,
  onCreated: () => void,
): Promise<Sent | undefined> {
  const state = await delivery.outbox.read(entry);
  if (state === undefined) return undefined;
  await tagPlace(delivery, place, state.experiment.tags);
  let counterpart = known;
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(delivery, place, { entry, state, counterpart, onCreated });
    } catch (error) {
      const wasLookedAt = counterpart?.by === "search" || counterpart === undefined;
      if (failureOf(error).scope !== "run" || attempt === ATTEMPTS) throw error;
      const now = await lookAgain(delivery, place, entry, counterpart);
      if (now === "same" && wasLookedAt) throw error;
      counterpart = now === "same" ? await asFound(delivery, counterpart) : now;
    }
  }
}

const runIdOf = (counterpart: Counterpart): string | undefined =>
  counterpart?.by === "ledger" ? counterpart.record.runId : counterpart?.run.runId;

async function asFound(delivery: Delivery, counterpart: Counterpart): Promise<Counterpart> {
  const runId = runIdOf(counterpart);
  if (runId === undefined) return undefined;
  return { by: "search", run: await delivery.client.runs.get(runId, delivery.call) };
}

/** After a refusal: the run may have been deleted, by a person or as a second one of its key. */
async function lookAgain(
  delivery: Delivery,
  place: Place,
  entry: Entry,
  counterpart: Counterpart,
): Promise<Counterpart | "same"> {
  const before = runIdOf(counterpart);
  const run = (await findRuns(delivery, place, [entry], { restore: true })).get(entry.runKey);
  if (run !== undefined && run.runId === before && run.lifecycleStage === "active") {
    return "same";
  }
  if (before !== undefined && run?.runId !== before) await delivery.ledger.gone(before);
  return run === undefined ? undefined : { by: "search", run };
}

async function create({ client, call }: Delivery, place: Place, state: TrackedRun): Promise<Run> {
  const input = { experimentId: place.experimentId, name: state.name, startTime: state.started };
  return await client.runs.create({ ...input, tags: tagsOf(state) }, call);
}

interface Shipment {
  readonly entry: Entry;
  readonly state: TrackedRun;
  readonly counterpart: Counterpart;
  readonly onCreated: () => void;
}

async function send(delivery: Delivery, place: Place, shipment: Shipment): Promise<Sent> {
  const { entry, state, counterpart, onCreated } = shipment;
  const parts = partsOf(state);
  const made = counterpart === undefined ? await create(delivery, place, state) : undefined;
  if (made !== undefined) onCreated();
  const runId = runIdOf(counterpart) ?? made?.runId ?? "";
  // A new run has its tags, its name and the status RUNNING.
  const fresh: Parts = {
    tags: parts["tags"] ?? "",
    ...(state.status === "RUNNING" ? { end: parts["end"] ?? "" } : {}),
  };
  const sent: Parts = counterpart?.by === "ledger" ? counterpart.record.parts : made === undefined ? {} : fresh;
  const there = counterpart?.by === "search" ? counterpart.run : undefined;
  delivery.onProgress();

  const batch = await deliverBatch(delivery, { runId, run: state, parts, sent, there });
  const { client, call } = delivery;
  const datasets = parts["datasets"] === sent["datasets"] ? [] : state.datasets;
  if (datasets.length > 0) await client.runs.logInputs(runId, { datasets }, call);
  for (const artifact of state.artifacts) {
    if (sent[artifactPart(artifact)] !== artifact.digest) await deliverArtifact(delivery, { runId }, artifact);
  }
  const home = { experimentId: place.experimentId, runId, isNew: made !== undefined };
  const before = counterpart?.by === "ledger" ? counterpart.record.models : {};
  const areModelsNew = parts["models"] !== sent["models"];
  const models = areModelsNew ? await deliverModels(delivery, home, state.models) : before;
  // The last of all: what is finished there, is there as a whole.
  const isEndNew = parts["end"] !== sent["end"];
  if (isEndNew) await end(delivery, runId, state, (made ?? there)?.name);
  delivery.onProgress();
  const { runKey, number, digest } = entry;
  const where = { runId, experimentId: place.experimentId, born: place.born };
  return {
    record: { runKey, number, digest, ...where, parts, models },
    // A run is made with its tags.
    batch: made === undefined ? batch : { ...batch, tags: tagsOf(state) },
    datasets,
    models: areModelsNew ? Object.values(models) : [],
    status: isEndNew ? state.status : undefined,
  };
}

async function end(
  { client, call }: Delivery,
  runId: string,
  { name, status, ended }: TrackedRun,
  nameThere: string | undefined,
): Promise<void> {
  const update = { status, ...(ended === null ? {} : { endTime: ended }), ...(name === nameThere ? {} : { name }) };
  await client.runs.update(runId, update, call);
}
