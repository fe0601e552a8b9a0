import { only, text } from "./check.ts";
import { entries, object, optional, string, type Decoder } from "./decode.ts";
import { MlflowError } from "./mlflow-error.ts";
import { LIMITS } from "./limits.ts";

/** A dataset that a run used. */
export interface Dataset {
  readonly name: string;
  /** At most 36 characters: the first of a longer hash, which has its place in `source`. */
  readonly digest: string;
  /** What kind of place `source` is, such as `local` or `http`. */
  readonly sourceType: string;
  /** Where the data is; the UI reads JSON such as `{"uri":"…"}`. */
  readonly source: string;
  /** JSON text, for the UI. */
  readonly schema?: string;
  /** JSON text, for the UI, such as `{"num_rows":1000}`. */
  readonly profile?: string;
  /** What it was used for, such as `train`: the tag `mlflow.data.context`. */
  readonly context?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const FIELDS = ["name", "digest", "sourceType", "source", "schema", "profile", "context", "tags"];
const CONTEXT = "mlflow.data.context";

function inputTags({ name, context, tags = {} }: Dataset) {
  if (context !== undefined && (tags[CONTEXT] ?? context) !== context) {
    throw new MlflowError("MLFLOW_CONFLICT", `dataset "${name}" has two contexts`);
  }
  const all = context === undefined ? tags : { ...tags, [CONTEXT]: context };
  return Object.entries(all).map(([key, value]) => ({
    key: text(key, `the key of a tag of dataset "${name}"`, LIMITS.inputTagKey),
    value: text(value, `tag "${key}" of dataset "${name}"`, LIMITS.inputTagValue),
  }));
}

/** A dataset as the API has it. @throws {@link MlflowError} `MLFLOW_TOO_LONG`, `MLFLOW_UNKNOWN_FIELD`, `MLFLOW_CONFLICT`. */
export function datasetInput(dataset: Dataset): object {
  only(dataset, FIELDS, "a dataset");
  const { schema, profile } = dataset;
  const name = text(dataset.name, "the name of a dataset", LIMITS.datasetName);
  return {
    tags: inputTags(dataset),
    dataset: {
      name,
      digest: text(dataset.digest, `the digest of dataset "${name}"`, LIMITS.datasetDigest),
      source_type: text(dataset.sourceType, `the source type of dataset "${name}"`),
      source: text(dataset.source, `the source of dataset "${name}"`, LIMITS.datasetSource),
      schema: schema === undefined ? undefined : text(schema, `the schema of dataset "${name}"`, LIMITS.datasetSchema),
      profile:
        profile === undefined ? undefined : text(profile, `the profile of dataset "${name}"`, LIMITS.datasetProfile),
    },
  };
}

/** Reads a dataset of a run. */
export const dataset: Decoder<Dataset> = (value, place) => {
  const input = object(value, place);
  const found = object(input["dataset"], `${place}.dataset`);
  const read = (name: string) => optional(string, "")(found[name], `${place}.dataset.${name}`);
  const { [CONTEXT]: context, ...tags } = entries(input["tags"], `${place}.tags`);
  return {
    name: read("name"),
    digest: read("digest"),
    sourceType: read("source_type"),
    source: read("source"),
    ...(found["schema"] === undefined ? {} : { schema: read("schema") }),
    ...(found["profile"] === undefined ? {} : { profile: read("profile") }),
    ...(context === undefined ? {} : { context }),
    tags,
  };
};
