import { sha256 } from "./state.ts";
import { type TrackedRun } from "./tracked-run.ts";

/** Characters of a param's value; MLflow would cut a longer one without a word. */
const PARAM = 6000;
const TAG = 8000;
const EXPERIMENT_TAG = 20_000;
const NAME = 250;

/** UTF-8 cannot carry half of a surrogate pair. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, "\uFFFD");

/** A text of at most so many characters: a longer one is cut, and says so and which it was. */
function shortened(text: string, most: number): string {
  const characters = text.length <= most ? undefined : Array.from(text);
  if (characters === undefined || characters.length <= most) return wellFormed(text);
  const note = ` … (${characters.length} characters, sha256 ${sha256(text).slice(0, 16)})`;
  return wellFormed(characters.slice(0, most - note.length).join("")) + note;
}

const record = (values: Readonly<Record<string, string>>, most: number): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, shortened(value, most)]));

/** A state that MLflow takes whole, and how many points it cannot have: those that are not finite, or lie at a fraction of a step. */
export function admit(run: TrackedRun): { readonly run: TrackedRun; readonly dropped: number } {
  const metrics = run.metrics.filter(
    ({ value, step, timestamp }) =>
      Number.isFinite(value) && Number.isSafeInteger(step) && Number.isSafeInteger(timestamp),
  );
  const admitted = {
    ...run,
    metrics,
    name: shortened(run.name, NAME),
    experiment: { name: run.experiment.name, tags: record(run.experiment.tags, EXPERIMENT_TAG) },
    tags: record(run.tags, TAG),
    params: record(run.params, PARAM),
    models: run.models.map((model) => ({
      ...model,
      params: record(model.params, PARAM),
      tags: record(model.tags, TAG),
    })),
  };
  return { run: admitted, dropped: run.metrics.length - metrics.length };
}
