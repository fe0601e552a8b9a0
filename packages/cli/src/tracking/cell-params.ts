import type { Cell, KnownColumn, Plan } from "@goldilocks/plan";
import { getSetting, settingSchemas } from "@goldilocks/spec";
import { tableNode } from "../nodes.ts";
import { mlflowKey } from "@goldilocks/tracking";

/** An axis of the grid as a parameter of cells, under a name that sorts before those of settings. */
export interface AxisParam {
  /** `axis.sae.dictSize`; `axis.log10.sae.dictSize` where the axis is drawn logarithmically, since MLflow has linear axes only. */
  readonly key: string;
  readonly column: KnownColumn;
  readonly log: boolean;
}

/** The axes along which cells differ, in their order. Of one with a single point there is nothing to see. */
export function axisParams(plan: Plan): readonly AxisParam[] {
  const { known } = tableNode(plan).parameters;
  return plan.experiment.axes.flatMap(({ name, points }) => {
    const column = known.find((one) => one.name === name);
    if (column === undefined || points.length < 2) return [];
    const log = column.scale === "log" && column.values.every((value) => typeof value === "number" && value > 0);
    return [{ key: `axis.${log ? "log10." : ""}${mlflowKey(name)}`, column, log }];
  });
}

/** Digits after which a logarithm is cut, so that it reads as a person would write it. */
const DIGITS = 6;

const log10 = (value: number): number => Number(Math.log10(value).toPrecision(DIGITS));

/** The parameters of a cell: the axes for MLflow's charts, the axes by name, the repeat, and every setting that is a single value. */
export function cellParams(plan: Plan, { index, repeat, settings }: Cell): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const { key, column, log } of axisParams(plan)) {
    const value = column.values[index];
    if (value === null || value === undefined) continue;
    params[key] = String(log && typeof value === "number" ? log10(value) : value);
    // Of settings, the value follows below under the same name.
    params[mlflowKey(column.name)] = String(value);
  }
  if (plan.experiment.repeats.n > 1) params["repeat"] = String(repeat);
  return { ...params, ...settingParams(settings) };
}

/** Every setting that is a single value. */
export function settingParams(settings: Cell["settings"]): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const path of settingSchemas.keys()) {
    const value = getSetting(settings, path);
    if (value !== undefined && typeof value !== "object") params[path] = String(value);
  }
  return params;
}

/** The settings that all cells of a plan have alike. */
export function constantParams({ cells }: Plan): Readonly<Record<string, string>> {
  const [first, ...others] = cells.map(({ settings }) => settingParams(settings));
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([path, value]) => others.every((other) => other[path] === value)),
  );
}
