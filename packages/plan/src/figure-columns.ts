import { columnsBehind, type Experiment, type FigureSpec, type MetricName, metricInfo } from "@goldilocks/spec";

import type { KnownColumn } from "./kinds/table.ts";
import { stepOf } from "./figure-steps.ts";
import { type DerivedColumn, type MeasuredColumn, metrics } from "./metrics.ts";
import { zoneTableColumns } from "./zone-columns.ts";

/** The columns of the table that one figure reads. */
export interface FigureColumns {
  readonly known: readonly KnownColumn[];
  readonly measured: readonly MeasuredColumn[];
  readonly derived: readonly DerivedColumn[];
}

/** Columns by which a figure tells trainings apart. */
const SEEDS = ["repeat", "seeds.features", "seeds.data", "seeds.init"];
/** What the death line follows from. */
const DEATH = ["sae.dictSize", "data.activationDim", "sae.l1Normalise"];
/** Present in every scatter: without any setting it would take each repeat for a cell of its own. */
const CELLS = ["sae.dictSize", "data.activationDim"];

/** One column or several. */
const listed = (names: string | readonly string[] | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === "string" ? [names] : names;

/** Columns that a figure draws along its axes or as colours. */
const drawnNames = ({ x, y, fill }: FigureSpec): readonly string[] => [...listed(x), ...listed(y), ...listed(fill)];

/** Columns that place and select what a figure draws. */
const placingNames = ({ series, facet, where = {} }: FigureSpec): readonly string[] => [
  ...listed(series),
  ...listed(facet),
  ...Object.keys(where),
];

/** Every column whose values a figure may read by its name. */
function readNames(spec: FigureSpec, beside: ReadonlySet<string>): ReadonlySet<string> {
  const { kind, fill, reference } = spec;
  const chance = reference.includes("chance") ? drawnNames(spec) : listed(fill);
  const named = [...drawnNames(spec), ...placingNames(spec)];
  return new Set([
    ...named.filter((name) => !beside.has(name)),
    ...named.flatMap(columnsBehind),
    ...SEEDS,
    ...(kind === "scatter" ? CELLS : []),
    ...(stepOf(spec) === undefined ? [] : ["train.steps"]),
    ...(reference.includes("deathLine") ? DEATH : []),
    ...chance.map((name) => `${name}.chance`),
    // The caption counts what has not converged, also where nothing marks it.
    "converged",
  ]);
}

const varies = ({ values }: KnownColumn): boolean => values.some((value) => value !== values[0]);

/**
 * The columns that a figure reads: those that it names, seeds, what its references follow from, whether cells have converged, and every axis and
 * setting in which the rows that it draws differ.
 *
 * @param known - All columns known before anything runs, of the rows that the figure draws.
 * @param beside - Columns that the figure does not read from the table, but from histories or vectors.
 */
export function figureColumns(
  spec: FigureSpec,
  known: readonly KnownColumn[],
  beside: ReadonlySet<string>,
): FigureColumns {
  const read = readNames(spec, beside);
  const all = Object.values(metrics);
  const derived = all.flatMap(({ aboveChance }) =>
    aboveChance === undefined || !read.has(aboveChance.name) ? [] : [aboveChance],
  );
  const needed = new Set([...read, ...derived.flatMap(({ value, chance }) => [value, chance])]);
  return {
    known: known.filter((column) => read.has(column.name) || varies(column)),
    measured: all.flatMap(measuredColumns).filter(({ name }) => needed.has(name)),
    derived: [...derived, ...zoneTableColumns([spec], known)],
  };
}

/** A metric's own column and that of its chance level, as a table states them. */
export function measuredColumns({
  name,
  label,
  kind,
  scale,
  node,
  field,
  of,
  chance,
}: (typeof metrics)[MetricName]): readonly MeasuredColumn[] {
  return [
    { name, label, kind, scale, node, ...(field !== undefined && { field }), ...(of !== undefined && { of }) },
    ...(chance === undefined ? [] : [chance]),
  ];
}

/** The metrics that an experiment with this figure alone must ask for, in the language's order. */
export function figureMetrics(spec: FigureSpec, { axes }: Pick<Experiment, "axes">): readonly MetricName[] {
  // Along its axes a history has columns of its own.
  const names = [...(spec.kind === "history" ? [] : drawnNames(spec)), ...placingNames(spec)];
  const named = new Set([...names, ...names.flatMap(columnsBehind)]);
  for (const { name } of axes) named.delete(name);
  const asked = Object.values(metrics)
    .map(({ name }) => name)
    .filter((name) => metricInfo[name].columns.some((column) => named.has(column)));
  // An experiment asks for one at least; this one is measured in any case.
  return asked.length > 0 ? asked : ["converged"];
}
