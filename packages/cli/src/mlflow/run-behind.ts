import type { MlflowClient, Run } from "@goldilocks/mlflow-client";
import type { Session } from "../command.ts";
import { CliError } from "../error.ts";
import { withClient } from "./with-client.ts";

const PREFIX = "mlflow:";

/** The id in `mlflow:RUN_ID`; undefined where a word is no run of MLflow's. */
export const runIdIn = (word: string): string | undefined =>
  word.startsWith(PREFIX) ? word.slice(PREFIX.length) : undefined;

/**
 * The hash behind a run that is seen in MLflow: of a plan its first figure's, of a cell its trained state's. Other words stay as they are.
 *
 * @throws {@link CliError} `CLI_UNKNOWN_RUN` for a run that is not there, or not of this program; as {@link withClient} does.
 */
export async function hashOf(word: string, session: Session): Promise<string> {
  const runId = runIdIn(word);
  if (runId === undefined) return word;
  const run = await withClient(session, (client) => trackedRun(client, runId));
  return run.tags["goldilocks.key"] ?? "";
}

/** Whether a tag is a whole hash: anybody can write tags, and what is none must not be taken for a file or be printed. */
export const isHash = (tag: string): boolean => /^[0-9a-f]{64}$/u.test(tag);

/** A run of this program by its id. @throws {@link CliError} `CLI_UNKNOWN_RUN`. */
export async function trackedRun(client: MlflowClient, runId: string): Promise<Run> {
  const run = await foundRun(client, runId);
  const hint = "copy the run's id from its page in MLflow";
  if (run === undefined) {
    throw new CliError({ code: "CLI_UNKNOWN_RUN", message: `MLflow has no run ${runId}`, hint });
  }
  if (isHash(run.tags["goldilocks.key"] ?? "")) return run;
  const message = `the run ${runId} was not made by Goldilocks: it names no hash`;
  throw new CliError({ code: "CLI_UNKNOWN_RUN", message, hint });
}

/** A word that can be no id is one of no run. */
async function foundRun(client: MlflowClient, runId: string): Promise<Run | undefined> {
  if (!/^[\w-]+$/u.test(runId)) return undefined;
  const { MlflowError } = await import("@goldilocks/mlflow-client");
  try {
    return await client.runs.get(runId);
  } catch (error) {
    if (error instanceof MlflowError && (error.code === "MLFLOW_NOT_FOUND" || error.status === 400)) return undefined;
    throw error;
  }
}
