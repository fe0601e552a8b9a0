import { canonicalJson, type Json, sha256 } from "@goldilocks/digest";
import type { Cell, Plan } from "@goldilocks/plan";
import { isRecord, textIn } from "../stored/json.ts";

/** What all MLflow runs of one run of an experiment share. */
export interface TrackedPlan {
  /** Name of the MLflow experiment. */
  readonly experiment: string;
  readonly plan: Plan;
  /** Name and title, and the commands that lead back. */
  readonly about: {
    readonly title: string;
    readonly description: string;
    /** The experiment's file, else its name. */
    readonly file: string;
    readonly again: string;
  };
  readonly provenance: Json;
  /** Who runs it; empty where the system does not say. */
  readonly user: string;
  /** When the run began: milliseconds since 1970. */
  readonly started: number;
}

/** How an MLflow run stands. */
export type Status = "RUNNING" | "FINISHED" | "FAILED" | "KILLED";

/** Identity of the run of a plan in an experiment: the same goals, the same run. */
export const planRunKey = (experiment: string, { goals }: Pick<Plan, "goals">): string =>
  sha256(canonicalJson([experiment, "plan", [...goals]]));

/** Identity of the run of a cell in an experiment: its row of a table. Cells may share a training, never a row. */
export const cellRunKey = (experiment: string, { table }: Pick<Plan, "table">, { point, index }: Cell): string =>
  sha256(canonicalJson([experiment, "cell", table, point, index]));

/** The name of the MLflow experiment: `MLFLOW_EXPERIMENT_NAME`, else that of the folder of results, without the hash that was made again. */
export function experimentName(folder: string, env: Readonly<Record<string, string | undefined>>): string {
  const { MLFLOW_EXPERIMENT_NAME: name = "" } = env;
  return name === "" ? folder.replace(/@.*$/u, "") : name;
}

/** Tags by which MLflow shows where a run comes from. */
export function sourceTags({ provenance, user, about }: TrackedPlan): Readonly<Record<string, string>> {
  const commit = textIn(provenance, "commit");
  const dirty = isRecord(provenance) ? provenance["dirty"] : null;
  return {
    "mlflow.source.type": "LOCAL",
    "mlflow.source.name": about.file,
    ...(user !== "" && { "mlflow.user": user }),
    ...(commit !== "" && { "mlflow.source.git.commit": commit }),
    ...(typeof dirty === "boolean" && { "mlflow.source.git.dirty": String(dirty) }),
  };
}

/** When a result was made, by its provenance: milliseconds since 1970; undefined where that is not known. */
export function madeAt(provenance: Json | undefined): number | undefined {
  const at = Date.parse(textIn(provenance, "at"));
  return Number.isFinite(at) ? at : undefined;
}
