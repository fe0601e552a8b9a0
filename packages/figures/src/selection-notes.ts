import type { DrawnFigure, Scalar } from "./figure-spec.ts";
import { formatNumber } from "./format-number.ts";
import { isGridColumn } from "./grid-ticks.ts";
import type { Group } from "./group-rows.ts";
import type { Scene } from "./scene.ts";
import { type Column, columnNamed, distinctValues, labelsOf, scalarLabel } from "./table.ts";

/** Sentences that name what selected the data of a figure: rows that `where` keeps, and axes of which a mark holds several values. */

/** More values than these are counted, not listed. */
const MOST_LISTED = 6;

/** What `where` keeps, by the labels of its columns and values; empty without it. */
export function whereNote({ figure, table, rows }: Scene): string {
  const kept = Object.keys(figure.where ?? {}).map((name) => {
    const column = columnNamed(table, name);
    return `${column.label} ${valuesIn(column, rows)}`;
  });
  return kept.length === 0 ? "" : `Only ${kept.join("; ")}.`;
}

/** The values of a column in those rows: listed where they are few, else their range and number. */
function valuesIn(column: Column, rows: readonly number[]): string {
  const values = distinctValues(column, rows);
  const names = labelsOf(column, rows);
  const name = (value: Scalar | undefined): string =>
    value === undefined ? "" : (nameless(value, names.get(value)) ?? scalarLabel(value));
  if (values.length <= MOST_LISTED) return values.map(name).join(", ");
  if (column.scale === "ordinal") return `(${values.length} values)`;
  return `${name(values[0])} to ${name(values.at(-1))} (${values.length} values)`;
}

/** A label that only writes the number is written as figures write numbers. */
const nameless = (value: Scalar, label: string | undefined): string | undefined =>
  typeof value === "number" && Number(label) === value ? formatNumber(value) : label;

const WORDS = { mean: "mean", median: "median", min: "least", max: "greatest" } as const;

/** How several rows of one seed at one place became one, and over which axes. Empty where no place has two rows of one seed. */
export function reduceNote(
  scene: Scene,
  groups: readonly Group[],
  statistics: readonly { readonly n: number; readonly missing: number; readonly failed: number }[],
): string {
  const merged = groups.some((group, index) => {
    const one = statistics[index];
    return one !== undefined && group.rows.length - one.missing - one.failed > one.n;
  });
  if (!merged) return "";
  const over = hiddenAxes(scene, groups).map((column) => `${column.label} ${valuesIn(column, scene.rows)}`);
  const what = over.length === 0 ? "what the axes do not show" : over.join(" and ");
  const { reduce } = scene.figure;
  return `Each seed’s value is the ${WORDS[reduce ?? "mean"]} over ${what}.`;
}

/** The trainings that each panel or series of a histogram puts together, by the axes that tell them apart. */
export function pooledNote(scene: Scene, groups: readonly Group[], trainings: number): string {
  if (trainings < 2) return "";
  const over = hiddenAxes(scene, groups).map((column) => `${column.label} ${valuesIn(column, scene.rows)}`);
  const seeds = seedColumns(scene).map((column) => `${column.label} ${valuesIn(column, scene.rows)}`);
  const named = [...over, ...seeds];
  return named.length === 0 ? "" : `Pooled over ${named.join(" and ")}.`;
}

/** Axes of which a group holds several values; where none is known as an axis, the settings. Seeds are no such axes. */
function hiddenAxes({ table, figure }: Scene, groups: readonly Group[]): readonly Column[] {
  const shown = new Set(shownBy(figure));
  const several = table.columns.filter(
    (column) =>
      (isGridColumn(column) || column.kind === "string") &&
      !shown.has(column.name) &&
      !isSeed(column.name) &&
      groups.some(({ rows }) => new Set(rows.map((row) => column.values[row] ?? null)).size > 1),
  );
  const axes = several.filter(({ labels, name }) => labels !== undefined || !name.includes("."));
  return axes.length > 0 ? axes : several;
}

const isSeed = (name: string): boolean => name === "repeat" || name.startsWith("seeds.");

/** Seeds of which the rows have several values. */
function seedColumns({ table, rows }: Scene): readonly Column[] {
  const several = table.columns.filter(({ name, values }) => {
    return name.startsWith("seeds.") && new Set(rows.map((row) => values[row])).size > 1;
  });
  const repeat = table.columns.filter(({ name, values }) => {
    return name === "repeat" && new Set(rows.map((row) => values[row])).size > 1;
  });
  return several.length > 0 ? several : repeat;
}

const shownBy = ({ x, y, fill, series, facet }: DrawnFigure): readonly string[] =>
  [x, y, fill, series, facet].filter((name) => name !== undefined);
