import { type AxisPoint, type Experiment, isExcluded, type Settings } from "@goldilocks/spec";

import { CellIssues } from "./cell-issues.ts";
import { PlanError, planIssue } from "./error.ts";
import { coordinatesAt, places, settingsAt } from "./grid-places.ts";

/** One point of the grid and one repeat of it, before it has nodes. */
export interface GridCell {
  /** The point on each axis, by axis name, in the order of the axes. */
  readonly coordinates: Readonly<Record<string, AxisPoint>>;
  /** From 0. */
  readonly repeat: number;
  /** Every setting, seeds included. */
  readonly settings: Settings;
}

/** A plan of more cells would no longer fit comfortably into memory. */
export const mostCells = 100_000;

function repeated(settings: Settings, repeat: number, over: Experiment["repeats"]["over"]): Settings {
  if (repeat === 0) return settings;
  const seeds = { ...settings.seeds };
  for (const name of over) seeds[name] += repeat;
  return { ...settings, seeds };
}

/** Cells of an experiment before anything is excluded, repeats counted. */
export const gridSize = ({ axes, repeats }: Experiment): number =>
  axes.reduce((product, { points }) => product * points.length, repeats.n);

function checkSize(experiment: Experiment): void {
  const { axes, repeats } = experiment;
  const size = gridSize(experiment);
  if (size <= mostCells) return;
  const factors = [...axes.map(({ name, points }) => `${name} ${points.length}`), `repeats ${repeats.n}`];
  throw new PlanError(
    planIssue("PLAN_TOO_MANY_CELLS", {
      message: `the grid has ${size} cells, more than ${mostCells}: ${factors.join(" × ")}`,
      hint: "shorten an axis, or split the experiment into several files that extend one base",
    }),
  );
}

function emptyGrid({ axes, exclude }: Experiment): PlanError {
  const empty = axes.find(({ points }) => points.length === 0);
  return new PlanError(
    planIssue("PLAN_EMPTY_GRID", {
      message:
        empty === undefined
          ? `the grid has no cells: its ${exclude.length} exclusions leave none`
          : `the grid has no cells: axis ${empty.name} has no values`,
      hint: "remove an entry of exclude, or add a value to an axis",
    }),
  );
}

/**
 * The cells of an experiment: the product of its axes less what it excludes, times its repeats.
 *
 * The first axis varies slowest, the repeat fastest. Every cell's settings are checked; all issues come at once.
 * @throws {@link PlanError} `PLAN_TOO_MANY_CELLS` above 100,000 cells, `PLAN_EMPTY_GRID` without one; at the axis value that
 * brought it, `PLAN_TOO_LARGE` for a cell that cannot be computed, or the `SPEC_…` codes of one whose settings do not fit together.
 */
export function expandGrid(experiment: Experiment): readonly GridCell[] {
  checkSize(experiment);
  const { axes, exclude, repeats } = experiment;
  const cells: GridCell[] = [];
  const issues = new CellIssues(experiment);
  for (const place of places(axes)) {
    if (isExcluded(exclude, (axis) => place[axis])) continue;
    const coordinates = coordinatesAt(axes, place);
    const first = settingsAt(experiment, place);
    for (let repeat = 0; repeat < repeats.n; repeat++) {
      const settings = repeated(first, repeat, repeats.over);
      issues.check(settings, place);
      cells.push({ coordinates, repeat, settings });
    }
  }
  if (issues.all.length > 0) throw new PlanError(issues.all);
  if (cells.length === 0) throw emptyGrid(experiment);
  return cells;
}
