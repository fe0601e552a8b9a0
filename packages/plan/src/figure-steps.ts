import type { Issue } from "@goldilocks/diagnostics";
import { type Experiment, type FigureSpec, historyColumns, settingSchemas } from "@goldilocks/spec";

import type { Doubtful } from "./doubtful.ts";
import { planIssue } from "./error.ts";
import { placesDeciding, settingsAt } from "./grid-places.ts";

/** The step that a figure takes each training at; undefined where it takes them at their end. */
export const stepOf = ({ reduce }: FigureSpec): number | undefined =>
  typeof reduce === "object" ? reduce.at : undefined;

/** Whether a step is one of those at which every training records its history: 1, 2 and 5 times a power of ten. */
export function isRecorded(step: number): boolean {
  let rest = step;
  while (rest % 10 === 0) rest /= 10;
  return rest === 1 || rest === 2 || rest === 5;
}

/** The recorded steps on both sides of one that is not. */
function recordedAround(step: number, most: number): readonly number[] {
  let power = 1;
  while (power * 10 <= step) power *= 10;
  const around = [1, 2, 5, 10].map((times) => times * power);
  return [around.findLast((one) => one < step), around.find((one) => one > step && one <= most)].filter(
    (one) => one !== undefined,
  );
}

/** Steps that no training has a row or a history entry of, and columns that no history has: found before anything is trained. */
export function stepIssues(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  if (["figures", "grid", "readings", "train.steps"].some(doubtful)) return [];
  if (!experiment.figures.some((figure) => stepOf(figure) !== undefined)) return [];
  const places = [...placesDeciding(experiment, ["train.steps"])];
  const steps = new Set(places.map((place) => settingsAt(experiment, place).train.steps));
  return experiment.figures.flatMap((figure, index) => {
    const at = stepOf(figure);
    // A row of the table has every metric.
    if (at === undefined || figure.kind === "history" || steps.has(at)) return [];
    return fromHistory(experiment, figure, index, at, Math.max(...steps));
  });
}

function fromHistory(
  experiment: Experiment,
  figure: FigureSpec,
  index: number,
  at: number,
  most: number,
): readonly Issue[] {
  const issue = (key: string, message: string, hint: string): Issue => {
    const span = experiment.spans.get(`figures[${index}].${key}`) ?? experiment.spans.get("figures");
    return planIssue("PLAN_NO_STEP", { message, hint, ...(span !== undefined && { span }) });
  };
  const axis = `add ${at} to train.steps in grid`;
  if (at > most)
    return [issue("reduce", `no training gets to step ${at}: the longest has ${most}`, `lower at, or ${axis}`)];
  if (figure.kind === "histogram")
    return [issue("reduce", `a histogram of step ${at} needs trainings that end there`, axis)];
  const issues = isRecorded(at) ? [] : [unrecorded(issue, at, most, axis)];
  for (const [key, column] of measuredColumns(experiment, figure)) {
    if (historyColumns.includes(column)) continue;
    const message = `${column} is not recorded during training, so step ${at} does not have it`;
    issues.push(issue(key, message, `${axis}, or name one of: ${historyColumns.join(", ")}`));
  }
  return issues;
}

function unrecorded(
  issue: (key: string, message: string, hint: string) => Issue,
  at: number,
  most: number,
  axis: string,
): Issue {
  const near = recordedAround(at, most).join(" or ");
  return issue("reduce", `trainings do not record step ${at}`, `write at: ${near}, or ${axis}`);
}

/** The columns of a figure that are neither set nor counted. */
function measuredColumns(
  { axes }: Experiment,
  figure: FigureSpec,
): readonly (readonly [key: string, column: string])[] {
  const isPlaced = (name: string): boolean =>
    name === "repeat" || settingSchemas.has(name) || axes.some((axis) => axis.name === name);
  return (["x", "y", "fill", "series", "facet"] as const)
    .flatMap((key) => [figure[key] ?? []].flat().map((column) => [key, column] as const))
    .filter(([, column]) => !isPlaced(column));
}
