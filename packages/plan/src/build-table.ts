import { type Experiment, measuredNames, metricInfo } from "@goldilocks/spec";

import type { NodeBuilder } from "./build-nodes.ts";
import { claimedColumns } from "./claims/claimed-columns.ts";
import { recordBytes } from "./cost.ts";
import { type FigureColumns, measuredColumns } from "./figure-columns.ts";
import type { RowKey } from "./gather.ts";
import type { KnownColumn, TableParameters } from "./kinds/table.ts";
import { type MeasuredColumn, type Metric, metrics } from "./metrics.ts";
import type { RowKind } from "./node-kind.ts";

/** Whether any cell is trained until it has converged. */
function untilConverged({ settings, axes }: Experiment): boolean {
  const assigned = axes.flatMap(({ points }) => points.flatMap(({ set }) => set));
  const ends = assigned.flatMap((one) => (one.path === "train.until" && "value" in one ? [one.value] : []));
  return [settings.train.until, ...ends].includes("converged");
}

/**
 * The metrics a plan measures, in the language's order: those asked for, claimed of or estimated by, `converged`, which figures mark, and the steps reached
 * where training leaves them open.
 */
export function measuredMetrics(experiment: Experiment): readonly Metric[] {
  const asked = new Set<string>(measuredNames(experiment)).add("converged");
  if (untilConverged(experiment)) asked.add("steps.reached");
  const claimed = claimedColumns(experiment);
  const isClaimed = ({ name }: Metric): boolean => metricInfo[name].columns.some((column) => claimed.has(column));
  return Object.values(metrics).filter((metric) => asked.has(metric.name) || isClaimed(metric));
}

/** The node kinds behind one row of measured columns, each once. */
function sourcesOf(measured: readonly MeasuredColumn[]): readonly RowKind[] {
  return [...new Set(measured.flatMap(({ node, of }) => [node, of ?? node]))];
}

/** Every column of the whole table. */
export function tableColumns(measured: readonly Metric[], known: readonly KnownColumn[]): FigureColumns {
  return {
    known,
    measured: measured.flatMap(measuredColumns),
    derived: measured.flatMap(({ aboveChance }) => aboveChance ?? []),
  };
}

/**
 * Adds a table of some columns over some cells and gives its key.
 *
 * @param beside - Keys of nodes that are made with the table, though it does not show them.
 */
export function addTable(
  builder: NodeBuilder,
  { known, measured, derived }: FigureColumns,
  cells: readonly number[],
  key: RowKey,
  beside: readonly string[] = [],
): string {
  const sources = sourcesOf(measured);
  const inputs = cells.flatMap((cell) => sources.map((kind) => key(cell, kind)));
  const parameters: TableParameters = { rows: cells.length, known, sources, measured, derived };
  const values = cells.length * (known.length + measured.length + derived.length);
  return builder.add({ kind: "table", parameters, inputs }, () => ({
    needs: [...new Set([...inputs, ...beside])],
    cost: { flops: values, bytes: 10 * values + recordBytes, memory: 64 * values },
    label: `table of ${cells.length} rows`,
  }));
}
