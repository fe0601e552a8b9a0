import {
  type Experiment,
  getSetting,
  isUnsetLater,
  neededColumns,
  type Scalar,
  type Settings,
  settingSchemas,
} from "@goldilocks/spec";

import { claimedColumns } from "./claims/claimed-columns.ts";
import type { GridCell } from "./expand-grid.ts";
import type { KnownColumn } from "./kinds/table.ts";

type Values = KnownColumn["values"];

function kindOf(values: Values): KnownColumn["kind"] {
  const first = values.find((value) => value !== null);
  if (typeof first === "number") return "number";
  return typeof first === "boolean" ? "boolean" : "string";
}

/** The single value at a dotted path; null where the settings have none, as `data.decay.rate` without decay. */
function valueAt(settings: Settings, path: string): Scalar | null {
  const value = getSetting(settings, path);
  return typeof value === "object" || value === undefined ? null : value;
}

/** The column of an axis: of a settings path the effective value, labelled as written; else the point's own value. */
export function axisColumn(
  { name, label, scale }: Experiment["axes"][number],
  cells: readonly GridCell[],
): KnownColumn {
  const points = cells.map(({ coordinates }) => coordinates[name]);
  const written = points.map((point) => point?.value ?? null);
  const values = settingSchemas.has(name) ? cells.map(({ settings }) => valueAt(settings, name)) : written;
  return {
    name,
    label,
    kind: kindOf(values),
    scale,
    values,
    labels: points.map((point) => point?.label ?? ""),
    ...(written.some((value, row) => value !== values[row]) && { written }),
  };
}

function settingScale(path: string, values: Values): KnownColumn["scale"] {
  if (kindOf(values) !== "number") return "ordinal";
  const positive = values.every((value) => value === null || Number(value) > 0);
  return positive && settingSchemas.get(path)?.scale === "log" ? "log" : "linear";
}

/** The column of a setting that no axis sets by its path. */
export function settingColumn(path: string, cells: readonly GridCell[]): KnownColumn {
  const values = cells.map(({ settings }) => valueAt(settings, path));
  const label = settingSchemas.get(path)?.title ?? path;
  return { name: path, label, kind: kindOf(values), scale: settingScale(path, values), values };
}

/** Whether a setting has a column: one that came later only where a cell sets it or a figure or claim names it. */
function hasColumn(path: string, named: (path: string) => boolean, cells: readonly GridCell[]): boolean {
  return named(path) || !cells.every(({ settings }) => isUnsetLater(path, valueAt(settings, path)));
}

/** The columns known before anything runs: axes in their order, the repeat, then every other setting. */
export function knownColumns(experiment: Experiment, cells: readonly GridCell[]): readonly KnownColumn[] {
  const { axes, figures } = experiment;
  const repeats = cells.map(({ repeat }) => repeat);
  const drawn = JSON.stringify(figures);
  const needed = new Set(figures.flatMap(neededColumns));
  const claimed = claimedColumns(experiment);
  const isNamed = (path: string): boolean => drawn.includes(`"${path}"`) || needed.has(path) || claimed.has(path);
  const named = new Set(axes.map(({ name }) => name));
  return [
    ...axes.map((axis) => axisColumn(axis, cells)),
    { name: "repeat", label: "repeat", kind: "number", scale: "ordinal", values: repeats },
    ...[...settingSchemas.keys()]
      .filter((path) => !named.has(path) && hasColumn(path, isNamed, cells))
      .map((path) => settingColumn(path, cells)),
  ];
}
