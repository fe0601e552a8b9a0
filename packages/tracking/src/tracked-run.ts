/** A dataset that a run used, as MLflow has it. */
export interface TrackedDataset {
  readonly name: string;
  /** At most 36 characters: the first of a longer hash, which has its place in `source`. */
  readonly digest: string;
  /** What kind of place `source` is, such as `local`. */
  readonly sourceType: string;
  /** Where the data is; the UI reads JSON such as `{"uri":"…"}`. */
  readonly source: string;
  /** JSON text. */
  readonly schema?: string;
  /** JSON text, such as `{"num_rows":1000}`. */
  readonly profile?: string;
  /** What it was used for, such as `train`. */
  readonly context?: string;
}

/** Where the bytes of an artifact are until they are delivered: in the store, by digest, or in the state itself. */
export type ArtifactSource =
  | { readonly kind: "object"; readonly digest: string }
  | { readonly kind: "text"; readonly text: string };

/** A file of a run or a model. */
export interface TrackedArtifact {
  /** Relative to the run's or model's artifacts, with `/` between parts. */
  readonly path: string;
  readonly source: ArtifactSource;
  /** SHA-256 of the bytes, 64 hex digits. */
  readonly digest: string;
  readonly bytes: number;
  readonly mediaType: string;
}

/** One point of a metric. MLflow keeps points that are equal in all four fields once, so the timestamp must never change. */
export interface TrackedMetric {
  readonly key: string;
  /** Finite. */
  readonly value: number;
  /** Whole. */
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** A logged model that a run made. */
export interface TrackedModel {
  /** What tells it from the other models of its run, such as a digest. */
  readonly key: string;
  readonly name: string;
  /** Free text, such as `sae`. */
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly artifacts: readonly TrackedArtifact[];
}

export type TrackedStatus = "RUNNING" | "FINISHED" | "FAILED" | "KILLED";

/** What one MLflow run is to be: self-contained, but for the bytes of artifacts in the store. */
export interface TrackedRun {
  /** 64 hex digits: which run this is. Two states of one key are states of one run; the newer replaces the older. */
  readonly runKey: string;
  /** Tags are added to what the experiment has. */
  readonly experiment: { readonly name: string; readonly tags: Readonly<Record<string, string>> };
  /** What the runs of one table have in common; one search finds them all. At most 250 characters. */
  readonly group: string;
  readonly name: string;
  readonly status: TrackedStatus;
  /** Milliseconds since 1970; the same in every state of a run. */
  readonly started: number;
  readonly ended: number | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: readonly TrackedMetric[];
  readonly datasets: readonly TrackedDataset[];
  readonly artifacts: readonly TrackedArtifact[];
  readonly models: readonly TrackedModel[];
}
