import { badValue, id, only, text, whole } from "./check.ts";
import { key } from "./check-key.ts";
import { integer, number, object, optional, string, type Decoder } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { LIMITS } from "./limits.ts";

/** One point of a metric. The server keeps points that are equal in key, step, timestamp and value once. */
export interface Metric {
  readonly key: string;
  /** NaN is kept as NaN; the infinities are refused, for the server would make them ±1.797e308. */
  readonly value: number;
  /** Whole, may be negative. */
  readonly step: number;
  /** Milliseconds since 1970. Keep it when the point is sent again: with another one it is another point. */
  readonly timestamp: number;
  /** The logged model that was measured. */
  readonly modelId?: string;
  /** The dataset it was measured on, by name and digest. */
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}

const FIELDS = ["key", "value", "step", "timestamp", "modelId", "datasetName", "datasetDigest"];

/** A point as the API has it, in JSON. @throws {@link MlflowError} for what the server would refuse or change. */
export function metricJson(metric: Metric): string {
  only(metric, FIELDS, "a metric");
  const { value, step, timestamp, modelId, datasetName, datasetDigest } = metric;
  const name = key(metric.key, "the key of a metric");
  if (typeof value !== "number") throw badValue(`metric "${name}"`, "a number", value);
  if (Math.abs(value) === Number.POSITIVE_INFINITY) {
    throw new MlflowError("MLFLOW_BAD_VALUE", `metric "${name}" is ${value}, which MLflow cannot keep`, {
      hint: "leave the point out, or send NaN",
    });
  }
  return JSON.stringify({
    key: name,
    value: Number.isNaN(value) ? "NaN" : value,
    step: whole(step, `the step of metric "${name}"`),
    timestamp: whole(timestamp, `the timestamp of metric "${name}"`, 0),
    model_id: modelId === undefined ? undefined : id(modelId, `the model of metric "${name}"`),
    dataset_name:
      datasetName === undefined ? undefined : text(datasetName, `the dataset of metric "${name}"`, LIMITS.datasetName),
    dataset_digest:
      datasetDigest === undefined
        ? undefined
        : text(datasetDigest, `the dataset's digest of metric "${name}"`, LIMITS.datasetDigest),
  });
}

/** Reads a point. */
export const metric: Decoder<Metric> = (value, place) => {
  const found = object(value, place);
  const modelId = optional(string, "")(found["model_id"], `${place}.model_id`);
  const datasetName = optional(string, "")(found["dataset_name"], `${place}.dataset_name`);
  const datasetDigest = optional(string, "")(found["dataset_digest"], `${place}.dataset_digest`);
  return {
    key: string(found["key"], `${place}.key`),
    // Protobuf's JSON leaves zeros out where a field has no presence.
    value: optional(number, 0)(found["value"], `${place}.value`),
    step: optional(integer, 0)(found["step"], `${place}.step`),
    timestamp: optional(integer, 0)(found["timestamp"], `${place}.timestamp`),
    ...(modelId === "" ? {} : { modelId }),
    ...(datasetName === "" ? {} : { datasetName }),
    ...(datasetDigest === "" ? {} : { datasetDigest }),
  };
};
