import type { Issue } from "@goldilocks/diagnostics";
import { type Experiment, type FigureSpec, historyColumns, type Settings, settingSchemas } from "@goldilocks/spec";

import type { Doubtful } from "./doubtful.ts";
import { planIssue } from "./error.ts";
import { placesDeciding, settingsAt } from "./grid-places.ts";
import { recordedSteps } from "./history-steps.ts";

/** The step that a figure takes each training at; undefined where it takes them at their end. */
export const stepOf = ({ reduce }: FigureSpec): number | undefined =>
  typeof reduce === "object" ? reduce.at : undefined;

/** What decides at which steps a training has a row, or an entry in its history. */
const deciding = ["train.steps", "train.history.perDecade"];

/** Steps that trainings have: those at which one ends, and those that one records on its way. */
interface Steps {
  readonly ends: ReadonlySet<number>;
  /** Ascending. */
  readonly recorded: readonly number[];
  readonly longest: number;
}

function stepsOf(experiment: Experiment): Steps {
  const trainings = new Map<string, Settings["train"]>();
  for (const place of placesDeciding(experiment, deciding)) {
    const { train } = settingsAt(experiment, place);
    trainings.set(`${train.steps} ${train.history.perDecade}`, train);
  }
  const all = [...trainings.values()];
  const recorded = new Set(all.flatMap(({ steps, history }) => recordedSteps(steps, history.perDecade)));
  const ends = new Set(all.map(({ steps }) => steps));
  return { ends, recorded: [...recorded].toSorted((a, b) => a - b), longest: Math.max(...ends) };
}

/** Steps that no training has a row or a history entry of, and columns that no history has: found before anything is trained. */
export function stepIssues(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  if (["figures", "grid", "readings", ...deciding].some(doubtful)) return [];
  if (!experiment.figures.some((figure) => stepOf(figure) !== undefined)) return [];
  const steps = stepsOf(experiment);
  return experiment.figures.flatMap((figure, index) => {
    const at = stepOf(figure);
    // A row of the table has every metric.
    if (at === undefined || figure.kind === "history" || steps.ends.has(at)) return [];
    return fromHistory(experiment, index, at, steps);
  });
}

function fromHistory(
  experiment: Experiment,
  index: number,
  at: number,
  { recorded, longest }: Steps,
): readonly Issue[] {
  const figure = experiment.figures[index];
  if (figure === undefined) return [];
  const issue = (key: string, message: string, hint: string): Issue => {
    const span = experiment.spans.get(`figures[${index}].${key}`) ?? experiment.spans.get("figures");
    return planIssue("PLAN_NO_STEP", { message, hint, ...(span !== undefined && { span }) });
  };
  const axis = `add ${at} to train.steps in grid`;
  if (at > longest)
    return [issue("reduce", `no training gets to step ${at}: the longest has ${longest}`, `lower at, or ${axis}`)];
  if (figure.kind === "histogram")
    return [issue("reduce", `a histogram of step ${at} needs trainings that end there`, axis)];
  const issues = recorded.includes(at)
    ? []
    : [issue("reduce", `trainings do not record step ${at}`, `write at: ${around(at, recorded)}, or ${axis}`)];
  for (const [key, column] of measuredColumns(experiment, figure)) {
    if (historyColumns.includes(column)) continue;
    const message = `${column} is not recorded during training, so step ${at} does not have it`;
    issues.push(issue(key, message, `${axis}, or name one of: ${historyColumns.join(", ")}`));
  }
  return issues;
}

/** The recorded steps on both sides of one that is not. */
const around = (at: number, recorded: readonly number[]): string =>
  [recorded.findLast((step) => step < at), recorded.find((step) => step > at)]
    .filter((step) => step !== undefined)
    .join(" or ");

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
