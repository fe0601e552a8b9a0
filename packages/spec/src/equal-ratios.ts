import { applyAssignments } from "./apply-assignments.ts";
import { type PlacedAxis } from "./axes.ts";
import { combinations, type Grid, leftOut, maxChecked } from "./cells.ts";
import { type SpecIssue } from "./error.ts";
import { getSetting } from "./get-setting.ts";
import { show } from "./show.ts";

const pathsOf = ({ axis }: PlacedAxis): ReadonlySet<string> =>
  new Set(axis.points.flatMap(({ set }) => set.map(({ path }) => path)));

const basesOf = ({ axis }: PlacedAxis): ReadonlySet<string> =>
  new Set(axis.points.flatMap(({ set }) => set.flatMap((one) => ("ratio" in one ? [one.of] : []))));

/** The axes that set what an axis takes ratios of, and those that an exclusion names beside it. */
function axesBehind({ axes, exclude }: Grid, own: PlacedAxis): readonly PlacedAxis[] {
  const bases = basesOf(own);
  const tied = new Set(exclude.flatMap(({ entries }) => entries.map(({ axis }) => axis)));
  return axes.filter(
    (one) => one !== own && ([...pathsOf(one)].some((path) => bases.has(path)) || tied.has(one.axis.name)),
  );
}

/** What a point of the axis comes to beside points of others, as text; what it does not set is left out. */
function cameTo(grid: Grid, axes: readonly PlacedAxis[], indices: readonly number[], paths: readonly string[]): string {
  const points = axes.flatMap(({ axis }, number) => axis.points[indices[number] ?? 0] ?? []);
  const settings = applyAssignments(
    grid.settings,
    points.flatMap(({ set }) => set),
  );
  return JSON.stringify(paths.map((path) => getSetting(settings, path) ?? null));
}

function equalPoints(grid: Grid, own: PlacedAxis, doubtful: (path: string) => boolean): SpecIssue[] {
  const paths = [...pathsOf(own)];
  if ([...paths, ...basesOf(own)].some(doubtful)) return [];
  // The axis itself varies fastest, so that its points are compared in the order written.
  const axes = [...axesBehind(grid, own), own];
  const seen = new Map<string, number>();
  const found = new Map<number, SpecIssue>();
  let checked = 0;
  for (const indices of combinations(axes)) {
    if (++checked > maxChecked) break;
    if (leftOut(grid, axes, indices)) continue;
    const values = cameTo(grid, axes, indices, paths);
    const place = `${indices.slice(0, -1).join()} ${values}`;
    const index = indices.at(-1) ?? 0;
    const first = seen.get(place);
    if (first === undefined) seen.set(place, index);
    else if (!found.has(index)) found.set(index, equalIssue(own, first, index, values));
  }
  return [...found.values()];
}

function equalIssue({ axis, pointSpans, span }: PlacedAxis, first: number, index: number, values: string): SpecIssue {
  const [before, here] = [first, index].map((at) => axis.points[at]?.label ?? "");
  const value = values.slice(1, -1);
  const message = `${here} and ${before} of ${axis.name} come to the same ${value}, truncated to a whole number`;
  const hint = `leave out ${show(axis.points[index]?.value)}, or write a ratio that gives another number`;
  return { code: "SPEC_DUPLICATE_VALUE", message, span: pointSpans[index] ?? span, hint };
}

/**
 * Points of an axis of ratios that come to the same values in some cell once they are truncated: each once, at the second. Two cells
 * would be one, and a figure would count it twice.
 *
 * @param doubtful - Tells of a setting whether the file is wrong there already, so that nothing follows from it.
 */
export function equalRatios(grid: Grid, doubtful: (path: string) => boolean): SpecIssue[] {
  return grid.axes.filter((one) => basesOf(one).size > 0).flatMap((one) => equalPoints(grid, one, doubtful));
}
