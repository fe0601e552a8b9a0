import type { Result } from "@goldilocks/engine";
import type { Cell, Plan } from "@goldilocks/plan";
import { cellName } from "../cells.ts";
import { cellDatasets } from "./cell-datasets.ts";
import { type CellValues, finalNumbers, historyMetrics } from "./cell-metrics.ts";
import { cellModel } from "./cell-model.ts";
import { cellParams } from "./cell-params.ts";
import { mlflowKey } from "@goldilocks/tracking";
import { cellNote } from "./notes.ts";
import type { TrackedRun } from "@goldilocks/tracking";
import { cellRunKey, madeAt, sourceTags, type Status, type TrackedPlan } from "./tracked-plan.ts";

/** How far a cell is. */
export interface CellState {
  readonly status: Status;
  /** When its training began, in milliseconds since 1970; undefined where that is not known. */
  readonly started?: number;
  /** Its trained state; undefined while there is none. */
  readonly point?: Result;
  /** Its history up to the last step, where the trained state has not that step; undefined while there is none. */
  readonly ending?: Result | undefined;
  /** What was measured of it; undefined while nothing was. */
  readonly values?: CellValues;
  /** Why values are missing that a failure took, by column. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** Why it failed. */
  readonly failure?: string;
}

/** A cell as an MLflow run: every setting a parameter, what was measured as metrics, its data as datasets, its dictionary as a model. */
export function cellRun(tracked: TrackedPlan, cell: Cell, state: CellState): TrackedRun {
  const { experiment, plan } = tracked;
  const { point, ending, status, values = {}, reasons = {}, failure } = state;
  const made = point === undefined ? undefined : madeAt(point.provenance);
  const fallback = made ?? tracked.started;
  const final = point === undefined ? undefined : finalNumbers(plan, cell, { values, told: reasons }, point, fallback);
  const model = point === undefined ? undefined : cellModel(cell, point);
  return {
    runKey: cellRunKey(experiment, plan, cell),
    experiment: { name: experiment, tags: {} },
    group: plan.table,
    name: shortName(plan, cell),
    status,
    started: state.started ?? fallback,
    ended: status === "RUNNING" ? null : fallback,
    tags: {
      "goldilocks.kind": "cell",
      "goldilocks.key": cell.point,
      "goldilocks.table": plan.table,
      "goldilocks.row": String(cell.index),
      ...labelTags(cell),
      ...final?.tags,
      ...(failure !== undefined && { "goldilocks.failure": failure }),
      "mlflow.note.content": cellNote(plan, cell, failure),
      // What trained it may have been another program than the one that runs now.
      ...sourceTags(point === undefined ? tracked : { ...tracked, provenance: point.provenance }),
    },
    params: cellParams(plan, cell),
    metrics:
      point === undefined ? [] : [...historyMetrics(cell, { point, ending }, fallback), ...(final?.metrics ?? [])],
    datasets: cellDatasets(plan, cell),
    artifacts: [],
    models: model === undefined ? [] : [model],
  };
}

const last = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** A cell by the last parts of its axes' names, for lists that have little room; whole names where these are not different. */
function shortName(plan: Plan, cell: Cell): string {
  const names = plan.experiment.axes.map(({ name }) => name);
  const differ = new Set(names.map((name) => last(name))).size === names.length;
  return names.reduce((text, name) => (differ ? text.replace(name, () => last(name)) : text), cellName(plan, cell));
}

/** The place on the axes as a person reads it, where that is not the value: `½×`. */
const labelTags = ({ coordinates }: Cell): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(coordinates).map(([axis, { label }]) => [`goldilocks.axis.${mlflowKey(axis)}`, label]),
  );
