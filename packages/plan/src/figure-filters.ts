import type { Issue } from "@goldilocks/diagnostics";
import { type Experiment, type FigureSpec, getSetting, type Scalar, settingSchemas } from "@goldilocks/spec";

import type { Doubtful } from "./doubtful.ts";
import { planIssue } from "./error.ts";
import { coordinatesAt, type Place, placesDeciding, settingsAt } from "./grid-places.ts";

/** What keeps rows by one column, and whether any row has it. */
interface Filter {
  readonly column: string;
  readonly wanted: ReadonlySet<Scalar>;
  /** Whether a row of the grid has passed this filter, whatever the others say. */
  passed: boolean;
  /** How rows are named in this column. */
  readonly seen: Set<string>;
}

/** Figures whose `where` keeps no row, whatever will be measured: nobody should train for a figure that cannot be drawn. */
export function emptyFilters(experiment: Experiment, doubtful: Doubtful): readonly Issue[] {
  if (doubtful("figures")) return [];
  return experiment.figures.flatMap((figure, index) => {
    const filters = filtersOf(experiment, figure).filter(
      ({ column }) => !doubtful(settingSchemas.has(column) ? column : "grid"),
    );
    return filters.length === 0 || keepsRows(experiment, filters) ? [] : issuesOf(experiment, figure, index, filters);
  });
}

/** The places that differ in some columns, as far as a figure keeps any of their rows; what only a run tells keeps all. */
export function* keptPlaces(experiment: Experiment, figure: FigureSpec, columns: readonly string[]): Generator<Place> {
  const filters = filtersOf(experiment, figure);
  for (const place of placesDeciding(experiment, [...columns, ...filters.map(({ column }) => column)])) {
    if (filters.every((filter) => passes(filter, valuesAt(experiment, place, filter.column)))) yield place;
  }
}

/** Whether a filter lets a row of a place pass. */
const passes = ({ wanted }: Filter, values: readonly (readonly Scalar[])[]): boolean =>
  values.some((names) => names.some((name) => wanted.has(name)));

/** The filters on columns that are known before anything runs. */
function filtersOf({ axes }: Experiment, { where = {} }: FigureSpec): Filter[] {
  const known = (column: string): boolean =>
    column === "repeat" || settingSchemas.has(column) || axes.some(({ name }) => name === column);
  return Object.entries(where)
    .filter(([column]) => known(column))
    .map(([column, values]) => ({ column, wanted: new Set(values), passed: false, seen: new Set() }));
}

/** Whether any row passes all filters, or there is none; each filter remembers whether it ever let one pass. */
function keepsRows(experiment: Experiment, filters: readonly Filter[]): boolean {
  const columns = filters.map(({ column }) => column);
  let empty = true;
  for (const place of placesDeciding(experiment, columns)) {
    let all = true;
    empty = false;
    for (const filter of filters) {
      const values = valuesAt(experiment, place, filter.column);
      if (passes(filter, values)) filter.passed = true;
      else all = false;
      for (const names of values) filter.seen.add(String(names.at(-1)));
    }
    if (all) return true;
  }
  return empty;
}

/**
 * What a column holds in the rows of a place, each value by all its names: the value itself, the point's own (a ratio), and the label,
 * which comes last. Nothing where the cell has no such setting.
 */
function valuesAt(experiment: Experiment, place: Place, column: string): readonly (readonly Scalar[])[] {
  const { axes, repeats } = experiment;
  if (column === "repeat") return Array.from({ length: repeats.n }, (_, repeat) => [repeat, String(repeat)]);
  const point = coordinatesAt(axes, place)[column];
  const value = settingSchemas.has(column) ? getSetting(settingsAt(experiment, place), column) : point?.value;
  if (typeof value === "object" || value === undefined) return [];
  return [point === undefined ? [value, String(value)] : [value, point.value, point.label]];
}

const MOST_SHOWN = 12;

function issuesOf(
  { spans }: Experiment,
  { name, kind }: FigureSpec,
  index: number,
  filters: readonly Filter[],
): readonly Issue[] {
  const at = `figures[${index}].where`;
  const figure = name === kind ? `the ${kind}` : `the ${kind} ${name}`;
  const placed = (key: string, issue: Omit<Issue, "code">): Issue => {
    const span = spans.get(key) ?? spans.get("figures");
    return planIssue("PLAN_NO_ROWS", span === undefined ? issue : { ...issue, span });
  };
  const blocking = filters.filter(({ passed }) => !passed);
  if (blocking.length === 0) {
    const columns = filters.map(({ column }) => column).join(" and ");
    const message = `${figure} has no rows: no cell of the grid has what \`where\` asks of ${columns} together`;
    return [placed(at, { message, hint: "ask for values that one cell has, or leave out one of the columns" })];
  }
  return blocking.map(({ column, wanted, seen }) => {
    const asked = [...wanted].map(String).join(", ");
    const message = `${figure} has no rows: ${column} is nowhere ${asked}`;
    const values = [...seen].slice(0, MOST_SHOWN).join(", ");
    const more = seen.size > MOST_SHOWN ? ", …" : "";
    const hint = seen.size === 0 ? `leave ${column} out of \`where\`` : `${column} is: ${values}${more}`;
    return placed(`${at}.${column}`, { message, hint });
  });
}
