import { join } from "node:path";

/** The version of MLflow that this program was tested against, and starts. */
export const MLFLOW_VERSION = "3.17.2";

/** Where a workspace's own MLflow server keeps everything; all absolute. */
export interface ServerPlaces {
  readonly folder: string;
  readonly database: string;
  readonly artifacts: string;
  readonly log: string;
  /** A Python environment of its own, where there is neither uv nor another MLflow. */
  readonly environment: string;
  /** Says where the server answers while it runs. */
  readonly running: string;
}

/** The places below a store. */
export function serverPlaces(store: string): ServerPlaces {
  const folder = join(store, "mlflow");
  return {
    folder,
    database: join(folder, "mlflow.db"),
    artifacts: join(folder, "artifacts"),
    log: join(folder, "server.log"),
    environment: join(folder, `python-${MLFLOW_VERSION}`),
    running: join(store, "tracking", "server.json"),
  };
}
