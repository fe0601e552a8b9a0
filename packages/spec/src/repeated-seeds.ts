import { type PlacedAxis } from "./axes.ts";
import { type SpecIssue } from "./error.ts";
import { scalarsOf } from "./exclude.ts";
import { type AxisPoint, type Repeats } from "./experiment.ts";
import { type SeedName, type Settings } from "./generated/settings.ts";
import { getSetting } from "./get-setting.ts";
import { type Tree } from "./tree.ts";

/** A point of an axis, the value that it gives a seed, and whatever else it sets that repeats leave alone. */
interface SeededPoint {
  readonly index: number;
  readonly seed: number;
  readonly others: string;
}

function seededPoint(
  [index, point]: readonly [number, AxisPoint],
  path: string,
  base: number,
  repeated: ReadonlySet<string>,
): SeededPoint {
  const own = point.set.find((one) => one.path === path);
  const others = point.set.filter((one) => !repeated.has(one.path));
  return {
    index,
    seed: own !== undefined && "value" in own ? Number(own.value) : base,
    others: JSON.stringify(others),
  };
}

/** Two points whose seeds are different and yet less than `n` apart, so that their repeats have seeds in common. */
function overlap(points: readonly SeededPoint[], n: number): readonly [SeededPoint, SeededPoint] | undefined {
  const last = new Map<string, SeededPoint>();
  for (const point of points.toSorted((a, b) => a.seed - b.seed)) {
    const before = last.get(point.others);
    if (before !== undefined && before.seed < point.seed && point.seed - before.seed < n) return [before, point];
    last.set(point.others, point);
  }
  return undefined;
}

/** Where a seed is written among those that repeats change. */
function placeIn(repeats: Tree | undefined, name: SeedName): SpecIssue["span"] {
  const over = repeats?.kind === "map" ? repeats.entries.get("over")?.value : undefined;
  return over === undefined ? undefined : scalarsOf(over).find(({ value }) => value === name)?.span;
}

/**
 * Seeds that an axis sets and repeats change as well, so that both come to the same seed: repeat 1 of seed 0 is repeat 0 of seed 1. At the
 * seed in `repeats.over`, else at the axis' value. Values at least `n` apart are right.
 */
export function repeatedSeeds(
  tree: Tree | undefined,
  { over, n }: Repeats,
  settings: Settings,
  axes: readonly PlacedAxis[],
): SpecIssue[] {
  if (n < 2) return [];
  const repeated = new Set(over.map((name) => `seeds.${name}`));
  return over.flatMap((name) =>
    axes.flatMap(({ axis, pointSpans, span }): SpecIssue[] => {
      const path = `seeds.${name}`;
      if (!axis.points.some(({ set }) => set.some((one) => one.path === path))) return [];
      const base = Number(getSetting(settings, path));
      const both = overlap(
        [...axis.points.entries()].map((entry) => seededPoint(entry, path, base, repeated)),
        n,
      );
      if (both === undefined) return [];
      const [before, later] = both.map(({ seed }) => seed);
      const message = `the axis ${axis.name} sets ${path} to ${before} and ${later}, and ${n} repeats change it too: some seeds would be used twice`;
      const hint = `leave ${name} out of repeats.over, or put the values of ${path} at least ${n} apart`;
      const place = placeIn(tree, name) ?? pointSpans[both[1].index] ?? span;
      return [{ code: "SPEC_AXIS_CONFLICT", message, hint, span: place }];
    }),
  );
}
