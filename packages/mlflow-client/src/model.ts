import {
  entries,
  identifier,
  integer,
  list,
  object,
  oneOf,
  optional,
  shortString,
  string,
  type Decoder,
} from "./decode.ts";
import { metric, type Metric } from "./metric.ts";

const MODEL_STATUSES = [
  "LOGGED_MODEL_STATUS_UNSPECIFIED",
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** A logged model. */
export interface Model {
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string | undefined;
  readonly sourceRunId: string | undefined;
  readonly status: ModelStatus;
  readonly artifactUri: string | undefined;
  /** Milliseconds since 1970. */
  readonly creationTime: number | undefined;
  readonly lastUpdateTime: number | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly Metric[];
}

/** Reads a logged model. */
export const model: Decoder<Model> = (value, place) => {
  const found = object(value, place);
  const info = object(found["info"], `${place}.info`);
  const data = object(found["data"] ?? {}, `${place}.data`);
  const read = <T>(name: string, decode: Decoder<T>): T => decode(info[name], `${place}.info.${name}`);
  return {
    modelId: read("model_id", identifier),
    experimentId: read("experiment_id", identifier),
    name: read("name", optional(string, "")),
    modelType: read("model_type", optional(string, undefined)),
    sourceRunId: read("source_run_id", optional(string, undefined)),
    status: read("status", optional(oneOf(MODEL_STATUSES), "LOGGED_MODEL_STATUS_UNSPECIFIED")),
    artifactUri: read("artifact_uri", optional(shortString, undefined)),
    creationTime: read("creation_timestamp_ms", optional(integer, undefined)),
    lastUpdateTime: read("last_updated_timestamp_ms", optional(integer, undefined)),
    params: entries(data["params"], `${place}.data.params`),
    tags: entries(info["tags"], `${place}.info.tags`),
    metrics: list(metric)(data["metrics"], `${place}.data.metrics`),
  };
};
