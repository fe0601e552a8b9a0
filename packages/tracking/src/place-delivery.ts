import { unconfirmed } from "./confirm.ts";
import { type Delivery, type Place, TAGS } from "./delivery.ts";
import { problem } from "./error.ts";

/**
 * The experiment of a name, made if there is none, restored if it was deleted: there is something new to show in it, and its name
 * belongs to it even while it is deleted.
 */
export async function placeFor(delivery: Delivery, name: string): Promise<Place> {
  const { client, call } = delivery;
  const found = await client.experiments.getByName(name, call);
  if (found?.lifecycleStage === "deleted") await restore(delivery, found.experimentId, name);
  const experiment = found ?? (await client.experiments.ensure({ name }, call));
  delivery.onProgress();
  const { experimentId, creationTime = 0, tags } = experiment;
  return { name, experimentId, born: creationTime, tags: new Map(Object.entries(tags)), unseen: new Set() };
}

async function restore(delivery: Delivery, experimentId: string, name: string): Promise<void> {
  const { client, call } = delivery;
  await client.experiments.restore(experimentId, call);
  delivery.report(
    problem(
      "TRACKING_RESTORED",
      `experiment ${JSON.stringify(name)} was deleted in MLflow and is restored, for there is something new in it`,
      "delete it again there, or switch tracking off",
    ),
  );
  // All its runs came back with it; those that were deleted for being there twice must not.
  const search = { experimentIds: [experimentId], filter: `tags.\`${TAGS.duplicateOf}\` LIKE '%'`, ...call };
  for (const run of await client.runs.search(search).toArray()) await client.runs.delete(run.runId, call);
}

/** Whether an experiment was deleted since it was found. */
export async function isDeleted({ client, call }: Delivery, { name, experimentId }: Place): Promise<boolean> {
  const found = await client.experiments.getByName(name, call);
  return found?.experimentId !== experimentId || found.lifecycleStage === "deleted";
}

/** Makes sure that the server shows the tags that it was given. @throws {@link Failed} for one that it does not show. */
export async function confirmTags({ client, call }: Delivery, place: Place): Promise<void> {
  if (place.unseen.size === 0) return;
  const shown = await client.experiments.getByName(place.name, call);
  const missing = [...place.unseen].find((name) => !Object.hasOwn(shown?.tags ?? {}, name));
  place.unseen.clear();
  if (missing === undefined) return;
  place.tags.delete(missing);
  throw unconfirmed(`tag ${missing}`, `experiment ${JSON.stringify(place.name)}`);
}

/** Gives an experiment the tags a run wants it to have; those it has besides stay. */
export async function tagPlace(
  { client, call }: Delivery,
  place: Place,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, value] of Object.entries(tags)) {
    if (place.tags.get(name) === value) continue;
    place.tags.set(name, value); // before, so that runs delivered at once do not all set it
    try {
      await client.experiments.setTag(place.experimentId, name, value, call);
      place.unseen.add(name);
    } catch (error) {
      place.tags.delete(name);
      throw error;
    }
  }
}
