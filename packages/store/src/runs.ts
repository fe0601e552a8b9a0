import { type Json } from "@goldilocks/digest";
import { field, seal } from "./envelope.ts";
import { checkRunId, isRunId } from "./names.ts";
import { type Place } from "./place.ts";
import { replaceFile } from "./replace-file.ts";
import { namesIn, readStored, sealed } from "./stored-file.ts";

const suffix = ".json";

/** A run is kept in an object of its own, so that a run that is `null` differs from one that is damaged. */
async function readRun(place: Place, id: string): Promise<readonly Json[]> {
  const parse = sealed((value): readonly Json[] | undefined => {
    const run = field(value, "run");
    return field(value, "id") === id && run !== undefined ? [run] : undefined;
  });
  return (await readStored(place, { kind: "run", name: id, file: place.layout.run(id), parse })) ?? [];
}

/** Keeps the record of a run, or replaces it. */
export async function writeRun(place: Place, id: string, run: Json): Promise<void> {
  checkRunId(id);
  await replaceFile(place, place.layout.run(id), seal({ id, run }));
}

/** Every run, by id. */
export async function readRuns(place: Place): Promise<readonly Json[]> {
  const names = await namesIn(place, place.layout.runs);
  const ids = names
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .filter(isRunId);
  return (await Promise.all(ids.toSorted().map((id) => readRun(place, id)))).flat();
}
