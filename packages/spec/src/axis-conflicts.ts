import { type PlacedAxis } from "./axes.ts";
import { type SpecIssue } from "./error.ts";
import { type Assignment } from "./experiment.ts";
import { isSettingsMap, settingSchemas } from "./setting-paths.ts";

const pathsOf = ({ axis }: PlacedAxis): Set<string> =>
  new Set(axis.points.flatMap(({ set }) => set.map(({ path }) => path)));

/** Two axes that set the same thing would leave the order of the axes to decide. */
function sharedPaths(axes: readonly PlacedAxis[]): SpecIssue[] {
  const owners = new Map<string, string>();
  const issues: SpecIssue[] = [];
  for (const placed of axes) {
    for (const path of pathsOf(placed)) {
      const owner = owners.get(path);
      if (owner === undefined) owners.set(path, placed.axis.name);
      else {
        const message = `the axes ${owner} and ${placed.axis.name} both set ${path}`;
        issues.push({
          code: "SPEC_AXIS_CONFLICT",
          message,
          span: placed.span,
          hint: "let one axis set it, or couple them with zip",
        });
      }
    }
  }
  return issues;
}

const taken = new Set(["repeat"]);

/** Axis names become columns of the table of results. */
function names(axes: readonly PlacedAxis[]): SpecIssue[] {
  const seen = new Set<string>();
  return axes.flatMap(({ axis: { name }, span }): SpecIssue[] => {
    const clash = seen.has(name) || taken.has(name) || (isSettingsMap(name) && !settingSchemas.has(name));
    seen.add(name);
    const message = `the name ${name} is already taken`;
    return clash ? [{ code: "SPEC_AXIS_CONFLICT", message, span, hint: "give the axis another name" }] : [];
  });
}

const ratiosOf = ({ axis }: PlacedAxis): Extract<Assignment, { ratio: number }>[] =>
  axis.points.flatMap(({ set }) => set.filter((one) => "ratio" in one));

/** A ratio of a ratio would leave the order of the axes to decide. */
function chains(axes: readonly PlacedAxis[]): SpecIssue[] {
  const ratioPaths = new Set(axes.flatMap((placed) => ratiosOf(placed).map(({ path }) => path)));
  return axes.flatMap((placed): SpecIssue[] => {
    const chained = ratiosOf(placed).find(({ of }) => ratioPaths.has(of));
    if (chained === undefined) return [];
    const message = `${chained.path} is a ratio of ${chained.of}, which is itself a ratio`;
    return [
      {
        code: "SPEC_RATIO",
        message,
        span: placed.span,
        hint: "take both as ratios of a third setting",
      },
    ];
  });
}

/** What is wrong between axes that are each right by themselves. */
export function axisConflicts(axes: readonly PlacedAxis[]): SpecIssue[] {
  return [...sharedPaths(axes), ...names(axes), ...chains(axes)];
}
