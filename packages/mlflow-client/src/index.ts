export { type ArtifactFile } from "./artifact-file.ts";
export { type ArtifactPlace } from "./artifact-root.ts";
export { type Artifacts, type Download, type Uploaded } from "./artifacts.ts";
export { type ArtifactSource, type ByteStream, type Counted } from "./artifact-source.ts";
export { MlflowClient } from "./client.ts";
export { type Entries } from "./check-key.ts";
export { type Dataset } from "./dataset.ts";
export { experimentNameFrom, optionsFromEnvironment, type Environment } from "./environment.ts";
export { MlflowError, type MlflowErrorCode, type MlflowErrorDetails } from "./mlflow-error.ts";
export { type Experiment } from "./experiment.ts";
export { type Experiments, type NewExperiment } from "./experiments.ts";
export { LIMITS } from "./limits.ts";
export { type Metric } from "./metric.ts";
export { type HistoryOptions, type Metrics } from "./metrics.ts";
export { type Model, type ModelStatus } from "./model.ts";
export { type ModelOrder, type Models, type ModelSearch, type NewModel } from "./models.ts";
export {
  type Auth,
  type CallOptions,
  type ClientOptions,
  type Limits,
  type ProxyOptions,
  type Timeouts,
  type TlsOptions,
} from "./options.ts";
export { type Page, type Pages } from "./pages.ts";
export { quote } from "./quote.ts";
export { type RetryOptions, type RetryReport } from "./retry.ts";
export { type LifecycleStage, type ModelOutput, type Run, type RunStatus } from "./run.ts";
export { type Batch } from "./run-batch.ts";
export { type NewRun, type Runs, type RunSearch, type RunUpdate } from "./runs.ts";
export { type Search, type View } from "./search.ts";
export { type Server, type ServerInfo } from "./server.ts";
export { type UploadOptions } from "./upload.ts";
