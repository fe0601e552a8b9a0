import { type PlacedAxis } from "./axes.ts";
import { type SpecIssue } from "./error.ts";
import { scalarsOf } from "./exclude.ts";
import { type Repeats } from "./experiment.ts";
import { type SeedName, type Settings } from "./generated/settings.ts";
import { getSetting } from "./get-setting.ts";
import { type Tree } from "./tree.ts";

const seedNames: readonly SeedName[] = ["features", "data", "init"];
const maxSeed = 4_294_967_295;

/** The repeats; one repeat is the same over any seeds, so it is over all. */
export function readRepeats(tree: Tree | undefined): Repeats {
  if (tree?.kind !== "map") return { over: seedNames, n: tree?.kind === "scalar" ? Number(tree.value) : 1 };
  const count = tree.entries.get("n")?.value;
  const n = count?.kind === "scalar" ? Number(count.value) : 1;
  const over = tree.entries.get("over")?.value;
  if (n === 1 || over === undefined) return { over: seedNames, n };
  const names = new Set(scalarsOf(over).map(({ value }) => value));
  return { over: seedNames.filter((name) => names.has(name)), n };
}

/** Seeds that repeats would push beyond 32 bits. */
export function seedIssues(
  { over, n }: Repeats,
  settings: Settings,
  axes: readonly PlacedAxis[],
  span: SpecIssue["span"],
): SpecIssue[] {
  return over.flatMap((name): SpecIssue[] => {
    const path = `seeds.${name}`;
    const set = axes.flatMap(({ axis }) =>
      axis.points.flatMap((point) => point.set.filter((one) => one.path === path)),
    );
    const seeds = set.length === 0 ? [getSetting(settings, path)] : set.map((one) => ("value" in one ? one.value : 0));
    const highest = Math.max(...seeds.map(Number)) + n - 1;
    if (highest <= maxSeed) return [];
    const message = `repeats take ${path} up to ${highest}, beyond ${maxSeed}`;
    const issue = {
      code: "SPEC_RANGE" as const,
      message,
      hint: "lower the seed, or the number of repeats",
    };
    return [span === undefined ? issue : { ...issue, span }];
  });
}
