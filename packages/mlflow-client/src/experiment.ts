import { entries, identifier, integer, object, oneOf, optional, string, type Decoder } from "./decode.ts";
import { LIFECYCLE_STAGES, type LifecycleStage } from "./run.ts";

/** An experiment. */
export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string | undefined;
  readonly lifecycleStage: LifecycleStage;
  /** Milliseconds since 1970. */
  readonly creationTime: number | undefined;
  readonly lastUpdateTime: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads an experiment. */
export const experiment: Decoder<Experiment> = (value, place) => {
  const found = object(value, place);
  const read = <T>(name: string, decode: Decoder<T>): T => decode(found[name], `${place}.${name}`);
  return {
    experimentId: read("experiment_id", identifier),
    name: read("name", string),
    artifactLocation: read("artifact_location", optional(string, undefined)),
    lifecycleStage: read("lifecycle_stage", oneOf(LIFECYCLE_STAGES)),
    creationTime: read("creation_time", optional(integer, undefined)),
    lastUpdateTime: read("last_update_time", optional(integer, undefined)),
    tags: entries(found["tags"], `${place}.tags`),
  };
};
