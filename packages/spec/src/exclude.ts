import { suggest } from "@goldilocks/diagnostics";
import { settingMeant } from "./aliases.ts";
import { type PlacedAxis } from "./axes.ts";
import { type SpecIssue } from "./error.ts";
import { type Assignment, type AxisPoint, type Exclusion } from "./experiment.ts";
import { type Settings } from "./generated/settings.ts";
import { getSetting } from "./get-setting.ts";
import { show } from "./show.ts";
import { type MapTree, type ScalarTree, type Tree } from "./tree.ts";

/** What exclusions are read against. */
export interface ExcludeContext {
  readonly axes: readonly PlacedAxis[];
  readonly settings: Settings;
  /** Whether a value that no point has is an issue; not where a profile or `--set` may have taken the point away. */
  readonly strict: boolean;
}

const valueOf = (one: Assignment): unknown => ("ratio" in one ? one.ratio : one.value);

/** The value that `key` has at a point: the point's own for the axis' name, else what the point sets, or leaves as it is. */
function valueAt(point: AxisPoint, key: string, name: string, settings: Settings): unknown {
  const assigned = point.set.find(({ path }) => path === key);
  if (assigned !== undefined) return valueOf(assigned);
  return key === name ? point.value : getSetting(settings, key);
}

const axisOf = (key: string, axes: readonly PlacedAxis[]): PlacedAxis | undefined =>
  axes.find(({ axis }) => axis.name === key) ??
  axes.find(({ axis }) => axis.points.some(({ set }) => set.some(({ path }) => path === key)));

/** The scalars of a single value or a list of values. */
export function scalarsOf(tree: Tree): ScalarTree[] {
  if (tree.kind === "scalar") return [tree];
  return tree.kind === "list" ? tree.items.filter((item) => item.kind === "scalar") : [];
}

type Entry = Exclusion["entries"][number];

class Reader {
  readonly issues: SpecIssue[] = [];
  readonly #context: ExcludeContext;

  constructor(context: ExcludeContext) {
    this.#context = context;
  }

  read(tree: MapTree): Exclusion {
    const entries = [...tree.entries].map(([key, { keySpan, value }]) => this.#entry(key, keySpan, value));
    return { entries: entries.filter((entry) => entry !== undefined) };
  }

  #entry(key: string, span: Tree["span"], value: Tree): Entry | undefined {
    const placed = axisOf(key, this.#context.axes);
    if (placed !== undefined) return this.#points(key, placed, value);
    const names = this.#context.axes.map(({ axis }) => axis.name);
    const meant = settingMeant(key);
    const near = meant !== undefined && names.includes(meant) ? meant : suggest(key, names);
    const hint = near === undefined ? "name an axis, or a setting that an axis sets" : `did you mean ${near}?`;
    if (this.#context.strict) {
      this.issues.push({
        code: "SPEC_UNKNOWN_AXIS",
        message: `${show(key)} is set by no axis`,
        span,
        hint,
      });
    }
    return { axis: key, points: [] };
  }

  #points(key: string, { axis }: PlacedAxis, tree: Tree): Entry {
    const values = axis.points.map((point) => valueAt(point, key, axis.name, this.#context.settings));
    const wanted = new Set<unknown>();
    for (const { value, span } of scalarsOf(tree)) {
      wanted.add(value);
      if (!this.#context.strict || values.includes(value)) continue;
      const hint = `the axis has: ${axis.points.map(({ label }) => label).join(", ")}`;
      this.issues.push({
        code: "SPEC_VALUE",
        message: `${key} is nowhere ${show(value)}`,
        span,
        hint,
      });
    }
    const points = values.flatMap((value, index) => (wanted.has(value) ? [index] : []));
    return { axis: axis.name, points };
  }
}

/** The exclusions as points of axes; those that match no cell are left out. Issues go to `issues`. */
export function readExclusions(tree: Tree | undefined, context: ExcludeContext, issues: SpecIssue[]): Exclusion[] {
  if (tree?.kind !== "list") return [];
  const reader = new Reader(context);
  const exclusions = tree.items.filter((item) => item.kind === "map").map((item) => reader.read(item));
  issues.push(...reader.issues);
  return exclusions.map(joined).filter(({ entries }) => entries.every(({ points }) => points.length > 0));
}

/** Two entries about one axis are one: the points that both name. */
function joined({ entries }: Exclusion): Exclusion {
  const byAxis = new Map<string, readonly number[]>();
  for (const { axis, points } of entries) {
    const before = byAxis.get(axis);
    byAxis.set(axis, before === undefined ? points : before.filter((point) => points.includes(point)));
  }
  return { entries: [...byAxis].map(([axis, points]) => ({ axis, points })) };
}

/** Exclusions that name the same axes: which of them name a point, by axis and point. */
interface Alike {
  readonly axes: readonly string[];
  readonly naming: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<number>>>;
}

const grouped = new WeakMap<readonly Exclusion[], readonly Alike[]>();

/** Thousands of exclusions over thousands of cells would be compared one by one for ever. */
function groupsOf(exclusions: readonly Exclusion[]): readonly Alike[] {
  const known = grouped.get(exclusions);
  if (known !== undefined) return known;
  const groups = new Map<string, { axes: readonly string[]; naming: Map<string, Map<number, Set<number>>> }>();
  for (const [number, { entries }] of exclusions.entries()) {
    const axes = entries.map(({ axis }) => axis).toSorted();
    const name = JSON.stringify(axes);
    const group = groups.get(name) ?? { axes, naming: new Map(axes.map((axis) => [axis, new Map()])) };
    groups.set(name, group);
    for (const { axis, points } of entries) {
      const byPoint = group.naming.get(axis) ?? new Map<number, Set<number>>();
      for (const point of points) byPoint.set(point, (byPoint.get(point) ?? new Set()).add(number));
    }
  }
  const made = [...groups.values()];
  grouped.set(exclusions, made);
  return made;
}

/** Whether a cell is left out, given the index of its point on every axis by the axis' name. */
export function isExcluded(exclusions: readonly Exclusion[], point: (axis: string) => number | undefined): boolean {
  return groupsOf(exclusions).some(({ axes, naming }) => {
    const sets: ReadonlySet<number>[] = [];
    for (const axis of axes) {
      const index = point(axis);
      const set = index === undefined ? undefined : naming.get(axis)?.get(index);
      if (set === undefined) return false;
      sets.push(set);
    }
    // Every exclusion is in the group of its axes; one without any leaves out everything.
    const [fewest, ...others] = sets.toSorted((a, b) => a.size - b.size);
    return fewest === undefined || [...fewest].some((number) => others.every((set) => set.has(number)));
  });
}
