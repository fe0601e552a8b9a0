/** What an MLflow 3 server takes. Lengths are in characters (Unicode code points), as the server counts them. */
export const LIMITS = {
  /** Of one log-batch. */
  metrics: 1000,
  params: 100,
  tags: 100,
  entities: 1000,
  /** The body of one log-batch is shorter than this, in bytes. */
  batchBytes: 1_000_000,
  key: 250,
  /** Longer ones are cut without a word by the server. */
  paramValue: 6000,
  tagValue: 8000,
  experimentTagValue: 20_000,
  experimentName: 500,
  /** The width of its column; SQLite would keep more, others fail. */
  runName: 250,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  /** Datasets of one log-inputs. */
  datasets: 1000,
  /** Runs or experiments on one page. */
  page: 50_000,
} as const;
