import { type Span } from "@goldilocks/diagnostics";
import { type PlacedAxis } from "./axes.ts";
import { type Experiment } from "./experiment.ts";
import { flatten } from "./flatten.ts";
import { sectionNames } from "./setting-paths.ts";
import { type MapTree, type Tree } from "./tree.ts";

const axisKey = (name: string): string => `grid.${name}`;
const figureKey = (index: number): string => `figures[${index}]`;
const pointKey = (name: string, index: number): string => `grid.${name}[${index}]`;

/** Where each figure, each of its keys, and each column that it filters by was written. */
function* figureSpans(figures: Tree | undefined): Generator<readonly [string, Span]> {
  const items = figures?.kind === "list" ? figures.items.filter((item) => item.kind === "map") : [];
  for (const [index, figure] of items.entries()) {
    const at = figureKey(index);
    yield [at, figure.span];
    for (const [key, { value }] of figure.entries) {
      yield [`${at}.${key}`, value.span];
      if (value.kind !== "map") continue;
      for (const [column, entry] of value.entries) yield [`${at}.${key}.${column}`, entry.value.span];
    }
  }
}

/** Where each item of a list of words or options was written. */
function* itemSpans(list: Tree | undefined, key: string): Generator<readonly [string, Span]> {
  for (const [index, { span }] of (list?.kind === "list" ? list.items : []).entries()) yield [`${key}[${index}]`, span];
}

/** Where settings, axes, points, figures, metrics, estimates and top-level keys were written. */
export function collectSpans(body: MapTree, axes: readonly PlacedAxis[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const [key, { keySpan, value }] of body.entries) {
    spans.set(key, keySpan);
    if (!sectionNames.includes(key)) continue;
    for (const [path, { span }] of flatten(value, key)) spans.set(path, span);
  }
  for (const { axis, span, pointSpans } of axes) {
    spans.set(axisKey(axis.name), span);
    for (const [index, one] of pointSpans.entries()) spans.set(pointKey(axis.name, index), one);
  }
  for (const list of ["metrics", "estimates"]) {
    for (const [key, span] of itemSpans(body.entries.get(list)?.value, list)) spans.set(key, span);
  }
  for (const [key, span] of figureSpans(body.entries.get("figures")?.value)) spans.set(key, span);
  return spans;
}

/**
 * Where a setting of a cell was written: at the point of the axis that sets it, else in the file that wrote it last, else at the
 * nearest key above it; `undefined` for a default that nobody wrote.
 *
 * @param path - A dotted settings path, or a top-level key.
 * @param points - The index of the cell's point on each axis, by name.
 */
export function spanOf(
  experiment: Experiment,
  path: string,
  points: { readonly [axis: string]: number } = {},
): Span | undefined {
  for (const { name, points: all } of experiment.axes) {
    const index = Object.hasOwn(points, name) ? points[name] : undefined;
    if (index === undefined || !all[index]?.set.some((one) => one.path === path)) continue;
    return experiment.spans.get(pointKey(name, index));
  }
  for (let at = path; at !== ""; at = at.slice(0, Math.max(at.lastIndexOf("."), 0))) {
    const span = experiment.spans.get(at);
    if (span !== undefined) return span;
  }
  return undefined;
}
