import { applyAssignments } from "./apply-assignments.ts";
import { type PlacedAxis } from "./axes.ts";
import { checkSettings, type SettingIssue } from "./check-settings.ts";
import { type SpecIssue } from "./error.ts";
import { isExcluded } from "./exclude.ts";
import { type AxisPoint, type Exclusion, type Repeats } from "./experiment.ts";
import { type Settings } from "./generated/settings.ts";
import { branchedPaths } from "./setting-paths.ts";

/** Cells and repeats of one experiment, before exclusions. */
export const maxCells = 1_000_000;

/** Combinations of axes that are checked here; a larger product is checked cell by cell when it is planned. */
export const maxChecked = 20_000;

/** What is needed to look at the cells of a grid. */
export interface Grid {
  readonly settings: Settings;
  readonly axes: readonly PlacedAxis[];
  readonly exclude: readonly Exclusion[];
}

/** The number of cells and repeats, from lengths alone: nothing is expanded. Exact below 2⁵³, large above. */
export function countCells(axes: readonly PlacedAxis[], { n }: Repeats): number {
  return axes.reduce((product, { axis }) => product * axis.points.length, n);
}

/** All combinations of points, the last axis fastest, as indices. */
export function* combinations(axes: readonly PlacedAxis[]): Generator<readonly number[]> {
  const lengths = axes.map(({ axis }) => axis.points.length);
  if (lengths.includes(0)) return;
  const indices = lengths.map(() => 0);
  for (;;) {
    yield indices;
    let digit = indices.length - 1;
    while (digit >= 0 && (indices[digit] ?? 0) + 1 === lengths[digit]) indices[digit--] = 0;
    if (digit < 0) return;
    indices[digit] = (indices[digit] ?? 0) + 1;
  }
}

/** Whether exclusions leave out the combination of points at these indices of `axes`. */
export function leftOut(grid: Grid, axes: readonly PlacedAxis[], indices: readonly number[]): boolean {
  const at = new Map(axes.map(({ axis }, number) => [axis.name, indices[number] ?? 0]));
  return isExcluded(grid.exclude, (name) => at.get(name));
}

/** Whether exclusions leave out every cell. Looks at no more axes than they name. */
export function nothingLeft(grid: Grid): boolean {
  if (grid.exclude.length === 0) return false;
  const named = new Set(grid.exclude.flatMap(({ entries }) => entries.map(({ axis }) => axis)));
  const axes = grid.axes.filter(({ axis }) => named.has(axis.name));
  for (const indices of combinations(axes)) if (!leftOut(grid, axes, indices)) return false;
  return true;
}

/** Settings that can be wrong together; every other setting is right as soon as it is right by itself. */
function coupledPaths(axes: readonly PlacedAxis[]): Set<string> {
  const paths = new Set<string>(branchedPaths);
  for (const path of [
    "data.active",
    "data.nFeatures",
    "sae.k",
    "sae.dictSize",
    "train.steps",
    "train.warmup",
    "train.resample.every",
    "train.resample.until",
  ])
    paths.add(path);
  for (const { axis } of axes) {
    for (const { set } of axis.points) {
      for (const one of set) if ("ratio" in one) paths.add(one.path).add(one.of);
    }
  }
  return paths;
}

/** The axes that decide whether settings fit together, and those that exclusions tie to them. */
function decidingAxes({ axes, exclude }: Grid): PlacedAxis[] {
  const paths = coupledPaths(axes);
  const names = new Set<string>();
  for (const { axis } of axes) {
    if (axis.points.some(({ set }) => set.some(({ path }) => paths.has(path)))) names.add(axis.name);
  }
  for (const { entries } of exclude) {
    if (entries.some(({ axis }) => names.has(axis))) for (const { axis } of entries) names.add(axis);
  }
  return axes.filter(({ axis }) => names.has(axis.name));
}

const pointsAt = (axes: readonly PlacedAxis[], indices: readonly number[]): AxisPoint[] =>
  axes.map(({ axis }, number) => axis.points[indices[number] ?? 0]).filter((point) => point !== undefined);

/** Where a cell's setting comes from: the point that sets it, or the file. */
function placedIssue(
  issue: SettingIssue,
  axes: readonly PlacedAxis[],
  indices: readonly number[],
  spanOf: SpanOf,
): SpecIssue {
  const { path, beside: _, ...plain } = issue;
  const number = axes.findIndex(({ axis }, one) =>
    axis.points[indices[one] ?? 0]?.set.some((assigned) => assigned.path === path),
  );
  const span = axes[number]?.pointSpans[indices[number] ?? 0] ?? spanOf(path);
  return span === undefined ? plain : { ...plain, span };
}

type SpanOf = (path: string) => SpecIssue["span"];

/** The settings that a fault of a cell is about: its own, one beside it, and what a ratio is taken of. */
function settingsBehind({ path, beside }: SettingIssue, points: readonly AxisPoint[]): readonly string[] {
  const own = beside === undefined ? [path] : [path, beside];
  const bases = points.flatMap(({ set }) =>
    set.flatMap((one) => ("ratio" in one && own.includes(one.path) ? one.of : [])),
  );
  return [...own, ...bases];
}

/** Whether a fault was found where the value was written: only a ratio of what a cell has makes a value that no one wrote. */
function knownBefore({ path, beside, code }: SettingIssue, points: readonly AxisPoint[]): boolean {
  const computed = points.some(({ set }) => set.some((one) => "ratio" in one && one.path === path));
  return code === "SPEC_RANGE" && beside === undefined && !computed;
}

/**
 * What is wrong with cells although each value is right by itself: each fault once, where its value was written.
 *
 * @param doubtful - Tells of a setting whether the file is wrong there already, so that nothing follows from it.
 */
export function cellIssues(grid: Grid, spanOf: SpanOf, doubtful: (path: string) => boolean): SpecIssue[] {
  const axes = decidingAxes(grid);
  const found = new Map<string, SpecIssue>();
  let checked = 0;
  for (const indices of combinations(axes)) {
    if (++checked > maxChecked) break;
    if (leftOut(grid, axes, indices)) continue;
    const points = pointsAt(axes, indices);
    const settings = applyAssignments(
      grid.settings,
      points.flatMap(({ set }) => set),
    );
    for (const fault of checkSettings(settings)) {
      if (knownBefore(fault, points) || settingsBehind(fault, points).some(doubtful)) continue;
      const issue = placedIssue(fault, axes, indices, spanOf);
      const place = `${issue.code} ${fault.path} ${issue.span?.file}:${issue.span?.start.offset}`;
      if (!found.has(place)) found.set(place, issue);
    }
  }
  return [...found.values()];
}
