import { getSetting, type Axis, type Experiment, type Settings } from "@goldilocks/spec";

import type { Cell, Plan } from "../plan.ts";

/** Cells of two plans at the same place of the grid. */
export interface MatchedCells {
  readonly pairs: readonly (readonly [Cell, Cell])[];
  readonly onlyA: readonly Cell[];
  readonly onlyB: readonly Cell[];
  /** Names of what decides a place besides the repeat: axes of both, and settings where only one side has an axis. */
  readonly by: readonly string[];
}

/** One part of a place, as a cell of either side has it. */
interface Part {
  readonly name: string;
  readonly of: readonly [ValueOf, ValueOf];
}

type ValueOf = (cell: Cell) => unknown;

/**
 * Matches the cells of two plans by their values on the axes, and the repeat.
 *
 * Ratios on both sides match as ratios, so that half of the features is half of the features. For an axis that only one side has, the other
 * side's setting counts, as trained. Of cells that come to one place on a side, the first counts.
 */
export function matchCells(a: Plan, b: Plan): MatchedCells {
  const parts = partsOf(a.experiment, b.experiment);
  const textOf = (cell: Cell, side: 0 | 1): string =>
    JSON.stringify([...parts.map(({ of }) => of[side](cell) ?? null), cell.repeat]);
  const waiting = new Map<string, Cell>();
  for (const cell of b.cells) if (!waiting.has(textOf(cell, 1))) waiting.set(textOf(cell, 1), cell);
  const pairs: (readonly [Cell, Cell])[] = [];
  const onlyA: Cell[] = [];
  for (const cell of a.cells) {
    const other = waiting.get(textOf(cell, 0));
    waiting.delete(textOf(cell, 0));
    if (other === undefined) onlyA.push(cell);
    else pairs.push([cell, other]);
  }
  const matched = new Set(pairs.map(([, cell]) => cell));
  return { pairs, onlyA, onlyB: b.cells.filter((cell) => !matched.has(cell)), by: parts.map(({ name }) => name) };
}

function partsOf(a: Experiment, b: Experiment): readonly Part[] {
  const parts = [...a.axes, ...b.axes].flatMap(({ name }) => {
    const [left, right] = [a, b].map(({ axes }) => axes.find((axis) => axis.name === name));
    return left !== undefined && right !== undefined ? [shared(left, right)] : settingsOf(left ?? right);
  });
  return [...new Map(parts.map((part) => [part.name, part])).values()];
}

/** An axis that both have: by what is written where that means the same, else by what the cells are trained with. */
function shared(left: Axis, right: Axis): Part {
  const { name } = left;
  const written: ValueOf = ({ coordinates }) => coordinates[name]?.value;
  const forms = new Set([left, right].map(formOf));
  const value = forms.size === 1 ? written : settingAt(name);
  return { name, of: [value, value] };
}

/** `values`, or what the ratios are of. */
function formOf({ points }: Axis): string {
  const [first] = points[0]?.set ?? [];
  return first !== undefined && "of" in first ? `ratio of ${first.of}` : "values";
}

const settingAt =
  (path: string): ValueOf =>
  ({ settings }) =>
    valueAt(settings, path);

function valueAt(settings: Settings, path: string): unknown {
  const value = getSetting(settings, path);
  return typeof value === "object" ? null : value;
}

/** What an axis of one side sets, as settings that both sides have. */
function settingsOf(axis: Axis | undefined): readonly Part[] {
  const paths = new Set(axis?.points.flatMap(({ set }) => set.map(({ path }) => path)));
  return [...paths].map((name) => ({ name, of: [settingAt(name), settingAt(name)] }));
}
