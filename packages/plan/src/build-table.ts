import { type Experiment, measuredNames, metricInfo } from "@goldilocks/spec";

import type { NodeBuilder } from "./build-nodes.ts";
import { claimedColumns } from "./claims/claimed-columns.ts";
import { recordBytes } from "./cost.ts";
import type { TableParameters } from "./kinds/table.ts";
import { knownColumns } from "./known-columns.ts";
import { type Metric, metrics } from "./metrics.ts";
import type { RowKind } from "./node-kind.ts";
import type { Cell } from "./plan.ts";

/** Whether any cell is trained until it has converged. */
function untilConverged({ settings, axes }: Experiment): boolean {
  const assigned = axes.flatMap(({ points }) => points.flatMap(({ set }) => set));
  const ends = assigned.flatMap((one) => (one.path === "train.until" && "value" in one ? [one.value] : []));
  return [settings.train.until, ...ends].includes("converged");
}

/**
 * The metrics a plan measures, in the language's order: those asked for, claimed of or estimated by, `converged`, by which figures hatch, and the steps reached
 * where training leaves them open.
 */
export function measuredMetrics(experiment: Experiment): readonly Metric[] {
  const asked = new Set<string>(measuredNames(experiment)).add("converged");
  if (untilConverged(experiment)) asked.add("steps.reached");
  const claimed = claimedColumns(experiment);
  const isClaimed = ({ name }: Metric): boolean => metricInfo[name].columns.some((column) => claimed.has(column));
  return Object.values(metrics).filter((metric) => asked.has(metric.name) || isClaimed(metric));
}

/** The node kinds behind one row, each once. */
export function sourcesOf(measured: readonly Metric[]): readonly RowKind[] {
  return [...new Set(measured.flatMap(({ node, of, chance }) => [node, of ?? node, chance?.node ?? node]))];
}

/** Adds the table over all cells and gives its key. */
export function buildTable(
  builder: NodeBuilder,
  experiment: Experiment,
  cells: readonly Cell[],
  inputs: readonly string[],
): string {
  const measured = measuredMetrics(experiment);
  const parameters: TableParameters = {
    rows: cells.length,
    known: knownColumns(experiment, cells),
    sources: sourcesOf(measured),
    measured: measured.flatMap(({ name, label, kind, scale, node, field, of, chance }) => [
      { name, label, kind, scale, node, ...(field !== undefined && { field }), ...(of !== undefined && { of }) },
      ...(chance === undefined ? [] : [chance]),
    ]),
    derived: measured.flatMap(({ aboveChance }) => aboveChance ?? []),
  };
  const values = cells.length * (parameters.known.length + parameters.measured.length + parameters.derived.length);
  return builder.add({ kind: "table", parameters, inputs }, () => ({
    needs: [...new Set(inputs)],
    cost: { flops: values, bytes: 10 * values + recordBytes, memory: 64 * values },
    label: `table of ${cells.length} rows`,
  }));
}
