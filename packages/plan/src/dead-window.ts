import { asWarning, type Issue, issueAt } from "@goldilocks/diagnostics";
import { channels, columnsBehind, type Experiment, type FigureSpec, spanOf } from "@goldilocks/spec";

import type { Doubtful } from "./doubtful.ts";
import { planIssue } from "./error.ts";
import { keptPlaces } from "./figure-filters.ts";
import { type Place, placesDeciding, settingsAt } from "./grid-places.ts";

/** The window of the count of dead elements in a history, in minibatches: the post's T for toy data. */
export const HISTORY_DEAD_WINDOW = 500;

/** Metrics that have no value at a step before `evaluate.deadWindow`. */
const windowed: ReadonlySet<string> = new Set([
  "dead",
  "mmcs.truth.live",
  "mmcs.dictionary.live",
  "mmcs.dictionary.live.aboveChance",
]);

/** Whether a column has no value where training is shorter than `evaluate.deadWindow`. */
export const needsWindow = (column: string): boolean => windowed.has(column);

/** How many of some cells end before their window is full, and the cell that is nearest to filling it. */
interface Shortfall {
  readonly cells: number;
  readonly short: number;
  readonly steps: number;
  readonly window: number;
}

/** Counts cells that end before their window is full, from their steps and windows; `undefined` where none does. */
export function shortfall(cells: Iterable<readonly [steps: number, window: number]>): Shortfall | undefined {
  const found = { cells: 0, short: 0, steps: 0, window: Number.POSITIVE_INFINITY };
  for (const [steps, window] of cells) {
    found.cells += 1;
    if (steps >= window) continue;
    found.short += 1;
    if (steps / window > found.steps / found.window) Object.assign(found, { steps, window });
  }
  return found.short === 0 ? undefined : found;
}

/** An error where no cell has a value, a warning where some have none. */
export function windowIssue(
  { cells, short, steps, window }: Shortfall,
  { column, who, setting }: { readonly column: string; readonly who: string; readonly setting: string },
): Issue {
  const all = short === cells;
  const where = all ? "any cell" : `${short} of ${cells} cells`;
  const lower = setting === "" ? "" : ` or set ${setting} to at most ${steps},`;
  const issue = planIssue("PLAN_DEAD_WINDOW", {
    message: `${who}${column} has no value in ${where}: it looks back over ${window} minibatches, and training ends at step ${steps}`,
    hint: `train for at least ${window} steps,${lower} or leave ${column} out`,
  });
  return all ? issue : asWarning(issue);
}

/** Figures, estimates and metrics of dead or live elements whose window is longer than the training. */
export function windowIssues(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  if (["train.steps", "evaluate.deadWindow", "grid", "readings", "figures", "metrics", "estimates"].some(doubtful))
    return [];
  const figures = experiment.figures.flatMap((figure, index) => ofFigure(experiment, figure, index));
  return [...figures, ...ofLists(experiment)];
}

/** The keys of a figure that name a column without value in some cells, and those columns. */
function windowedKeys({
  kind,
  where = {},
  ...figure
}: FigureSpec): readonly (readonly [key: string, column: string])[] {
  if (kind === "history") return [figure.y].flat().includes("dead") ? [["y", "dead"]] : [];
  const drawn = channels.flatMap((key) =>
    [figure[key] ?? []]
      .flat()
      .flatMap((column) => [column].concat(columnsBehind(column)))
      .map((column) => [key, column] as const),
  );
  const filters = Object.keys(where).map((column) => [`where.${column}`, column] as const);
  return [...drawn, ...filters].filter(([, column]) => needsWindow(column));
}

function ofFigure(experiment: Experiment, figure: FigureSpec, index: number): readonly Issue[] {
  const keys = windowedKeys(figure);
  if (keys.length === 0) return [];
  const kept = [...keptPlaces(experiment, figure, deciding)];
  const isHistory = figure.kind === "history";
  const lack = shortfall(
    kept.map((place) => {
      const [steps, window] = sizesAt(experiment, place);
      return [steps, isHistory ? HISTORY_DEAD_WINDOW : window] as const;
    }),
  );
  if (lack === undefined) return [];
  const who = figure.name === figure.kind ? "" : `${figure.name}: `;
  return keys.map(([key, column]) => {
    const issue = windowIssue(lack, { column, who, setting: isHistory ? "" : "evaluate.deadWindow" });
    const span = experiment.spans.get(`figures[${index}].${key}`) ?? spanOf(experiment, "figures");
    return issueAt(issue, span);
  });
}

/** A metric that no cell has is worth a warning, since the other columns are right; an estimate from it has nothing to look at. */
function ofLists(experiment: Experiment): readonly Issue[] {
  const asked = [
    ...experiment.metrics.map((column, index) => ({ column, at: `metrics[${index}]`, who: "" })),
    ...experiment.estimates.map(({ method }, index) => ({
      column: method,
      at: `estimates[${index}]`,
      who: "the estimate: ",
    })),
  ].filter(({ column }) => needsWindow(column));
  if (asked.length === 0) return [];
  const lack = shortfall([...placesDeciding(experiment, deciding)].map((place) => sizesAt(experiment, place)));
  if (lack === undefined) return [];
  return asked.flatMap(({ column, at, who }): Issue[] => {
    const isMetric = who === "";
    if (isMetric && lack.short < lack.cells) return [];
    const issue = windowIssue(lack, { column, who, setting: "evaluate.deadWindow" });
    const span = experiment.spans.get(at) ?? spanOf(experiment, isMetric ? "metrics" : "estimates");
    return [issueAt(isMetric ? asWarning(issue) : issue, span)];
  });
}

const deciding = ["train.steps", "evaluate.deadWindow"];

function sizesAt(experiment: Experiment, place: Place): readonly [steps: number, window: number] {
  const { train, evaluate } = settingsAt(experiment, place);
  return [train.steps, evaluate.deadWindow];
}
