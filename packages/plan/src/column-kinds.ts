import { type Experiment, settingSchemas } from "@goldilocks/spec";

import { measuredMetrics } from "./build-table.ts";
import { type Metric, metrics } from "./metrics.ts";
import { zoneTableColumns } from "./zone-columns.ts";

/** A column that the table will have, and what its values are. */
export interface ColumnKind {
  readonly name: string;
  readonly kind: "number" | "string" | "boolean";
  /** How it is drawn, where the experiment alone decides that. */
  readonly scale?: "log" | "linear" | "ordinal";
  /** Whether some of its values are certain to be below 0. */
  readonly belowZero?: true;
}

/** Metrics that are standardised over the cells, so that their mean is 0. */
const standardised: ReadonlySet<string> = new Set(["loss.reconstruction.standardised", "l1.norm.standardised", "ssll"]);

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

function axisKind({ name, scale, points }: Experiment["axes"][number]): ColumnKind {
  if (settingSchemas.has(name)) return { ...settingKind(name), scale };
  const value = points[0]?.value;
  const kind = typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "string";
  return { name, kind, scale };
}

const metricKinds = ({ name, kind, scale, chance, aboveChance }: Metric): ColumnKind[] => [
  { name, kind, scale, ...(standardised.has(name) && { belowZero: true }) },
  ...[chance, aboveChance].flatMap((column) =>
    column === undefined ? [] : [{ name: column.name, kind: column.kind }],
  ),
];
