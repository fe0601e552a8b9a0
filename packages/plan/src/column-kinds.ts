import { type Experiment, settingSchemas } from "@goldilocks/spec";

import { measuredMetrics } from "./build-table.ts";
import { type Metric, metrics } from "./metrics.ts";
import { zoneTableColumns } from "./zone-columns.ts";

/** A column that the table will have, and what its values are. */
export interface ColumnKind {
  readonly name: string;
  readonly kind: "number" | "string" | "boolean";
}

/** The columns of the table, from the experiment alone: no cell is laid out. `all`: with those of every metric there is. */
export function columnKinds(experiment: Experiment, all = false): readonly ColumnKind[] {
  const measured = all ? Object.values(metrics) : measuredMetrics(experiment);
  const columns = [
    ...experiment.axes.map(axisKind),
    { name: "repeat", kind: "number" as const },
    ...[...settingSchemas.keys()].map(settingKind),
    ...measured.flatMap(metricKinds),
    ...zoneTableColumns(experiment.figures, experiment.axes).map(({ name, kind }) => ({ name, kind })),
  ];
  return [...new Map(columns.map((column) => [column.name, column])).values()];
}

function settingKind(name: string): ColumnKind {
  const type = settingSchemas.get(name)?.type;
  return { name, kind: type === "integer" || type === "number" ? "number" : type === "boolean" ? "boolean" : "string" };
}

function axisKind({ name, points }: Experiment["axes"][number]): ColumnKind {
  if (settingSchemas.has(name)) return settingKind(name);
  const value = points[0]?.value;
  return { name, kind: typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "string" };
}

const metricKinds = ({ name, kind, chance, aboveChance }: Metric): ColumnKind[] => [
  { name, kind },
  ...[chance, aboveChance].flatMap((column) =>
    column === undefined ? [] : [{ name: column.name, kind: column.kind }],
  ),
];
