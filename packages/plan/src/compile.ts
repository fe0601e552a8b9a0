import type { Experiment, MetricName, Settings } from "@goldilocks/spec";

import { buildClaims } from "./build-claims.ts";
import { buildEstimates } from "./build-estimates.ts";
import { buildFigures } from "./build-figures.ts";
import { type NodeBuilder, nodeBuilder } from "./build-nodes.ts";
import { addTable, measuredMetrics, tableColumns } from "./build-table.ts";
import { expandGrid, type GridCell } from "./expand-grid.ts";
import { rowKeys } from "./gather.ts";
import { isRecordedStep } from "./history-steps.ts";
import { knownColumns } from "./known-columns.ts";
import type { Metric } from "./metrics.ts";
import type { PlanNode } from "./node.ts";
import type { RowKind, Versions } from "./node-kind.ts";
import { exactDevice } from "./pre-image.ts";
import type { Cell, MetricSource, Plan, Trajectory, TrajectoryPoint } from "./plan.ts";
import { trainingCost } from "./training-cost.ts";

function buildCell(grid: GridCell, index: number, measured: readonly Metric[], key: (kind: RowKind) => string): Cell {
  const sources = measured.map(({ name, node, field = name }): [MetricName, MetricSource] => [
    name,
    { node: key(node), field },
  ]);
  const { steps, history: spacing } = grid.settings.train;
  const history = key(isRecordedStep(steps, spacing.perDecade) ? "point" : "ending");
  return { index, ...grid, point: key("point"), history, metrics: Object.fromEntries(sources) };
}

/** The points of every trajectory, by ascending step. */
function trajectoriesOf(cells: readonly Cell[], nodes: ReadonlyMap<string, PlanNode>): Map<string, Trajectory> {
  const found = new Map<string, { settings: Settings; points: Map<string, TrajectoryPoint> }>();
  for (const { point, settings } of cells) {
    const trajectory = nodes.get(point)?.inputs[0] ?? "";
    const known = found.get(trajectory) ?? { settings, points: new Map<string, TrajectoryPoint>() };
    found.set(trajectory, known);
    known.points.set(point, { step: settings.train.steps, until: settings.train.until, key: point });
  }
  return new Map(
    [...found].map(([key, { settings, points }]) => {
      const ascending = [...points.values()].toSorted((a, b) => a.step - b.step || (isOpen(a) ? -1 : 1));
      return [key, { settings, points: ascending }];
    }),
  );
}

/** Whether training may end before the step. */
const isOpen = ({ until }: TrajectoryPoint): boolean => until === "converged";

/** Lets every point cost what it adds to the point before it on its trajectory; one whose end is open costs the most it can. */
function shareTraining(builder: NodeBuilder, trajectories: Iterable<Trajectory>): void {
  for (const { settings, points } of trajectories) {
    const fixed = points.filter((point) => !isOpen(point));
    for (const [index, { step, key }] of fixed.entries()) {
      const from = fixed[index - 1]?.step ?? 0;
      if (from > 0) builder.setCost(key, trainingCost(settings, from, step));
    }
  }
}

/**
 * Compiles an experiment: a pure function of its text and of what the ops produce.
 *
 * Cells that come to the same settings share their nodes, and so do points of one trajectory.
 * @param versions - The op version of each kind; a new one gives its nodes, and all below them, new keys.
 * @param device - The class of device that trains; another one gives trainings, and all below them, other keys.
 * @throws {@link PlanError} as {@link expandGrid} does.
 */
export function compile(experiment: Experiment, versions: Versions, device: string = exactDevice): Plan {
  const builder: NodeBuilder = nodeBuilder(versions, device);
  const measured = measuredMetrics(experiment);
  const grid = expandGrid(experiment);
  const key = rowKeys(
    builder,
    grid.map(({ settings }) => settings),
  );
  const cells = grid.map((one, index) => buildCell(one, index, measured, (kind) => key(index, kind)));
  const known = knownColumns(experiment, cells);
  const rows = cells.map(({ index }) => index);
  // The files beside the table show histories: they are made with it, and are in no key.
  const table = addTable(
    builder,
    tableColumns(measured, known),
    rows,
    key,
    cells.map(({ history }) => history),
  );
  const figures = buildFigures(builder, experiment, cells, { known, key });
  const figureNames = experiment.figures.map(({ name }) => name);
  const claims = buildClaims(builder, experiment, table, cells.length);
  const trajectories = trajectoriesOf(cells, builder.nodes);
  shareTraining(builder, trajectories.values());
  const estimates = buildEstimates(builder, experiment, cells, table);
  const goals = [table, ...figures, ...[estimates, claims].filter((one) => one !== null)];
  return {
    experiment,
    cells,
    nodes: builder.nodes,
    trajectories,
    table,
    figures,
    figureNames,
    estimates,
    claims,
    goals,
  };
}
