import {
  applyAssignments,
  type Assignment,
  type AxisPoint,
  type Experiment,
  isExcluded,
  type Settings,
} from "@goldilocks/spec";

/** The index of a cell's point on each axis, by the axis' name. */
export type Place = Readonly<Record<string, number>>;

type Axes = Experiment["axes"];

/** Every combination of the points of some axes, the first varying slowest. */
export function* places(axes: Axes, axis = 0, before: Place = {}): Generator<Place> {
  const next = axes[axis];
  if (next === undefined) yield before;
  else for (const index of next.points.keys()) yield* places(axes, axis + 1, { ...before, [next.name]: index });
}

/** The points of a place, by the name of their axis. */
export function coordinatesAt(axes: Axes, place: Place): Readonly<Record<string, AxisPoint>> {
  const coordinates: Record<string, AxisPoint> = {};
  for (const { name, points } of axes) {
    const point = points[place[name] ?? -1];
    if (point !== undefined) coordinates[name] = point;
  }
  return coordinates;
}

/** The settings of a place, before repeats. */
export function settingsAt({ axes, settings }: Experiment, place: Place): Settings {
  const points = Object.values(coordinatesAt(axes, place));
  return applyAssignments(
    settings,
    points.flatMap(({ set }) => set),
  );
}

/** The places that differ in any of some columns; every place of the grid, where it has exclusions. */
export function* placesDeciding({ axes, exclude }: Experiment, columns: readonly string[]): Generator<Place> {
  const paths = withBases(axes, columns);
  const deciding = axes.filter(
    ({ name, points }) => exclude.length > 0 || paths.has(name) || points.some(({ set }) => touches(set, paths)),
  );
  for (const place of places(deciding)) if (!isExcluded(exclude, (axis) => place[axis])) yield place;
}

/** Columns with what they are ratios of. */
function withBases(axes: Axes, columns: readonly string[]): ReadonlySet<string> {
  const set = axes.flatMap(({ points }) => points.flatMap((point) => point.set));
  const bases = set.flatMap((one) => ("ratio" in one && columns.includes(one.path) ? [one.of] : []));
  return new Set([...columns, ...bases]);
}

/** A kind decides which settings there are beside it. */
const touches = (set: readonly Assignment[], paths: ReadonlySet<string>): boolean =>
  set.some(({ path }) => paths.has(path) || path.endsWith(".kind"));
