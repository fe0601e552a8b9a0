import type { Json } from "@goldilocks/digest";
import type { Result } from "@goldilocks/engine";
import { CliError } from "../error.ts";
import type { Found } from "./find.ts";
import { textIn } from "./json.ts";
import { figureFacts, normalIn, readPreImage } from "./node-words.ts";
import type { StoredRun } from "./runs.ts";

/** A figure, a table or a run, and the experiment it belongs to. */
export interface Behind {
  /** `figure`, `table` or `run`. */
  readonly what: string;
  /** The whole hash, or the run's id. */
  readonly hash: string;
  /** Name of the figure, or of the experiment. */
  readonly name: string;
  readonly title: string;
  readonly experiment: string;
  /** The experiment's normal form. */
  readonly normal: Json;
  /** What made it. */
  readonly provenance: Json;
  /** When it was made, as an ISO time. */
  readonly made: string;
  /** The runs that it belongs to, the oldest first. */
  readonly runs: readonly StoredRun[];
}

/**
 * The experiment behind what was found.
 *
 * @throws {@link CliError} `CLI_NO_EXPERIMENT` for what belongs to no one experiment, such as a training.
 */
export function experimentBehind(found: Found, runs: readonly StoredRun[]): Behind {
  if (found.kind === "run") {
    const { id, name, title, spec, provenance, started } = found.run;
    const facts = { what: "run", hash: id, name, title, experiment: name, normal: spec };
    return { ...facts, provenance, made: started, runs: [found.run] };
  }
  const result = resultOf(found);
  const read = result === undefined ? undefined : readPreImage(result.preImage);
  const own = runs.filter(({ goals }) => goals.includes(result?.key ?? ""));
  // A figure carries an experiment of its own; the run has the one that a person wrote.
  const normal = own.at(-1)?.spec ?? (read === undefined ? undefined : normalIn(read));
  if (result === undefined || read === undefined || normal === undefined) throw noExperiment(found);
  const { key, provenance } = result;
  const experiment = textIn(normal, "name");
  const about =
    read.kind === "figure"
      ? figureFacts(read, key, own.at(-1))
      : { figure: experiment, experiment, title: textIn(normal, "title") };
  return {
    what: read.kind,
    hash: key,
    name: about.figure,
    title: about.title,
    experiment,
    normal,
    provenance,
    made: textIn(provenance, "at"),
    runs: own,
  };
}

function resultOf(found: Exclude<Found, { kind: "run" }>): Result | undefined {
  if (found.kind === "result") return found.result;
  return found.kind === "output" ? found.results[0] : undefined;
}

function noExperiment(found: Found): CliError {
  const what = found.kind === "planned" ? `${found.key} has no result, and so` : "what it names";
  const hint = "name a figure, a table or a run: exp list shows them";
  return new CliError({ code: "CLI_NO_EXPERIMENT", message: `${what} belongs to no one experiment`, hint });
}
