import type { Table } from "@goldilocks/figures";
import { seedAxes } from "@goldilocks/plan";
import type { Experiment, MetricName } from "@goldilocks/spec";
import { columnOf, labelIn } from "./stored-table.ts";

/** A place of the grid and what was measured there, over its trainings. */
interface BestCell {
  /** Labels by axis. */
  readonly at: Readonly<Record<string, string>>;
  readonly mean: number;
  /** How far above chance, on a scale where chance is 0 and the best possible 1; null where chance is not known. */
  readonly aboveChance: number | null;
  /** How many of its trainings have a value: repeats, or points of axes that only set seeds. */
  readonly repeats: number;
}

/** The best places by one metric. */
export interface Best {
  readonly metric: MetricName;
  readonly label: string;
  readonly cells: readonly BestCell[];
}

/** Metrics of which more is better; of the others, less is. */
const MORE: ReadonlySet<MetricName> = new Set([
  "mmcs.truth",
  "recovered.truth",
  "mmcs.larger",
  "mmcs.larger.next",
  "mmcs.truth.live",
  "mmcs.dictionary",
  "mmcs.dictionary.live",
  "mmcs.matched",
  "recovered.matched",
  "activity.precision",
  "activity.recall",
  "activity.f1",
  "variance.explained",
  "mmcs.truth.q1",
  "mmcs.truth.q2",
  "mmcs.truth.q3",
  "mmcs.truth.q4",
  "recovered.truth.q1",
  "recovered.truth.q2",
  "recovered.truth.q3",
  "recovered.truth.q4",
  "mmcs.across",
  "mmcs.truth.averaged",
  "converged",
]);

/** Metrics of which neither more nor less is better by itself: nothing is best by them. */
const NEITHER: ReadonlySet<MetricName> = new Set([
  "l1.norm",
  "l1.penalty",
  "loss.reconstruction.standardised",
  "l1.norm.standardised",
  "ssll",
  "copies.truth",
]);

const SEEDS = ["seeds.features", "seeds.data", "seeds.init"];

/** The best places of the grid by the experiment's first metric that is a number, and of which more or less is better. */
export function bestCells(experiment: Experiment, table: Table, most: number): Best | undefined {
  const metric = experiment.metrics.find((name) => !NEITHER.has(name) && columnOf(table, name)?.kind === "number");
  const column = metric === undefined ? undefined : columnOf(table, metric);
  if (metric === undefined || column === undefined) return undefined;
  const above = columnOf(table, `${metric}.aboveChance`);
  const cells = placesOf(experiment, table).flatMap(({ at, rows }): BestCell[] => {
    const mean = meanOf(column.values, rows);
    const repeats = rows.filter((row) => typeof column.values[row] === "number").length;
    return mean === null ? [] : [{ at, mean, aboveChance: meanOf(above?.values ?? [], rows), repeats }];
  });
  const sign = MORE.has(metric) ? -1 : 1;
  return { metric, label: column.label, cells: cells.toSorted((a, b) => sign * (a.mean - b.mean)).slice(0, most) };
}

/** Rows of the table that differ in their seeds only, each training once. */
function placesOf(
  experiment: Experiment,
  table: Table,
): readonly { readonly at: BestCell["at"]; readonly rows: readonly number[] }[] {
  const places = new Map<string, { at: BestCell["at"]; rows: number[] }>();
  const replicates = new Set(seedAxes(experiment).map(({ name }) => name));
  const axes = experiment.axes.filter(({ name }) => !replicates.has(name));
  const known = new Set<string>();
  for (let row = 0; row < table.rows; row++) {
    const labels = axes.map(({ name }): [string, string] => {
      const column = columnOf(table, name);
      return [name, column === undefined ? "" : labelIn(column, row)];
    });
    const key = JSON.stringify(labels);
    const training = JSON.stringify([key, ...SEEDS.map((name) => columnOf(table, name)?.values[row] ?? null)]);
    if (known.has(training)) continue;
    known.add(training);
    const place = places.get(key) ?? { at: Object.fromEntries(labels), rows: [] };
    place.rows.push(row);
    places.set(key, place);
  }
  return [...places.values()];
}

function meanOf(values: Table["columns"][number]["values"], rows: readonly number[]): number | null {
  const numbers = rows.map((row) => values[row]).filter((value) => typeof value === "number");
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
