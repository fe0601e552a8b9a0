import { dataset, type Dataset } from "./dataset.ts";
import {
  entries,
  field,
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

export const RUN_STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const LIFECYCLE_STAGES = ["active", "deleted"] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

/** A run, flat. */
export interface Run {
  readonly runId: string;
  readonly name: string;
  readonly experimentId: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly userId: string | undefined;
  /** Where its artifacts are: `mlflow-artifacts:/…` where the server passes them on. */
  readonly artifactUri: string | undefined;
  readonly lifecycleStage: LifecycleStage;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The last point of each metric; all of them are in `metrics.history`. */
  readonly metrics: readonly Metric[];
  readonly datasets: readonly Dataset[];
  /** Identifiers of logged models that the run used. */
  readonly modelInputs: readonly string[];
  readonly modelOutputs: readonly ModelOutput[];
}

/** A logged model that a run made, and when. */
export interface ModelOutput {
  readonly modelId: string;
  readonly step: number;
}

const modelId = field("model_id", identifier);

const modelOutput: Decoder<ModelOutput> = (value, place) => ({
  modelId: modelId(value, place),
  step: field("step", optional(integer, 0))(value, place),
});

/** Reads `info` alone, as runs/update answers. */
export const runInfo = (
  value: unknown,
  place: string,
): Omit<Run, "params" | "tags" | "metrics" | "datasets" | "modelInputs" | "modelOutputs"> => {
  const info = object(value, place);
  const read = <T>(name: string, decode: Decoder<T>): T => decode(info[name], `${place}.${name}`);
  return {
    runId: read("run_id", identifier),
    name: read("run_name", optional(string, "")),
    experimentId: read("experiment_id", identifier),
    status: read("status", oneOf(RUN_STATUSES)),
    startTime: read("start_time", optional(integer, undefined)),
    endTime: read("end_time", optional(integer, undefined)),
    userId: read("user_id", optional(string, undefined)),
    artifactUri: read("artifact_uri", optional(shortString, undefined)),
    lifecycleStage: read("lifecycle_stage", oneOf(LIFECYCLE_STAGES)),
  };
};

/** Reads a run. */
export const run: Decoder<Run> = (value, place) => {
  const at = (part: string): string => (place === "" ? part : `${place}.${part}`);
  const found = object(value, place);
  const part = (name: string) => object(found[name] ?? {}, at(name));
  const [data, inputs, outputs] = [part("data"), part("inputs"), part("outputs")];
  return {
    ...runInfo(found["info"], at("info")),
    params: entries(data["params"], at("data.params")),
    tags: entries(data["tags"], at("data.tags")),
    metrics: list(metric)(data["metrics"], at("data.metrics")),
    datasets: list(dataset)(inputs["dataset_inputs"], at("inputs.dataset_inputs")),
    modelInputs: list(modelId)(inputs["model_inputs"], at("inputs.model_inputs")),
    modelOutputs: list(modelOutput)(outputs["model_outputs"], at("outputs.model_outputs")),
  };
};
