import { FiguresError } from "./errors.ts";
import { leastGap, outerEdges } from "./cell-edges.ts";
import { extent } from "./extent.ts";
import type { Scalar } from "./figure-spec.ts";
import { gridTicks, isGridColumn } from "./grid-ticks.ts";
import { log10 } from "./log10.ts";
import { type Column, distinctValues, labelsOf, scalarLabel } from "./table.ts";
import { linearTicks, logTicks, niceRange, type Tick, wholeSteps } from "./ticks.ts";

/**
 * Where a column's values lie along an axis. Logarithms are taken here, so that Plot only ever draws linear axes with given ticks.
 *
 * An exact zero on a logarithmic axis has a band of its own below the least positive value, `zeroBand`.
 */
export interface PositionScale {
  readonly label: string;
  readonly kind: Column["scale"];
  readonly at: (value: Scalar) => number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly Tick[];
  readonly zeroBand?: readonly [number, number];
}

/** What a scale is made of; `cells` where values are cells of a grid and not points, `extra` numbers it must also show. */
export interface PositionOptions {
  readonly cells?: boolean;
  readonly nice?: boolean;
  readonly extra?: readonly number[];
  readonly domain?: readonly [number, number] | undefined;
  /** The share of the axis that stays free beyond its first and last value; 0.03 where it is left out. */
  readonly room?: number | undefined;
  /** Names from the top down, as a list is read. */
  readonly downwards?: boolean;
}

/**
 * The scale of a column over its values in those rows.
 *
 * A logarithmic one has no place for numbers below 0: whoever calls leaves them out.
 *
 * @throws {@link FiguresError} `FIGURES_NO_VALUES` where every value is missing.
 */
export function positionScale(column: Column, rows: readonly number[], options: PositionOptions = {}): PositionScale {
  const scale = wholeScale(column, rows, options);
  if (options.domain === undefined) return scale;
  // Ticks at the values themselves go on beyond what is drawn.
  return { ...scale, ticks: scale.ticks.filter(({ at }) => within(scale, at)) };
}

function wholeScale(column: Column, rows: readonly number[], options: PositionOptions): PositionScale {
  const values = distinctValues(column, rows);
  if (values.length === 0) throw noValues(column);
  const names = labelsOf(column, rows);
  if (column.kind !== "number" || column.scale === "ordinal") {
    return ordinal(column, options.downwards === true ? values.toReversed() : values, names);
  }
  const numbers = [...values.map(Number), ...(options.extra ?? [])];
  const ticks = ownTicks(column, values.map(Number), names, options);
  return column.scale === "log"
    ? logarithmic(column, numbers, ticks, options)
    : linear(column, numbers, ticks, options);
}

function noValues(column: Column): FiguresError {
  const message = `column "${column.name}" has no values to draw`;
  return new FiguresError({
    code: "FIGURES_NO_VALUES",
    message,
    hint: "choose another column or widen `where`",
  });
}

function ordinal(column: Column, values: readonly Scalar[], names: ReadonlyMap<Scalar, string>): PositionScale {
  const places = new Map(values.map((value, index) => [value, index]));
  return {
    label: column.label,
    kind: "ordinal",
    at: (value) => places.get(value) ?? Number.NaN,
    domain: [-0.5, values.length - 0.5],
    ticks: values.map((value, at) => ({ at, label: names.get(value) ?? scalarLabel(value) })),
  };
}

function linear(
  column: Column,
  numbers: readonly number[],
  own: readonly Tick[] | undefined,
  options: PositionOptions,
): PositionScale {
  const domain = options.domain ?? linearDomain(numbers, options);
  const ticks = inDomain(own, domain) ?? linearTicks(...domain, wholeSteps(numbers));
  return { label: column.label, kind: "linear", at: Number, domain, ticks };
}

function linearDomain(numbers: readonly number[], options: PositionOptions): [number, number] {
  const [low, high] = extent(numbers);
  if (options.cells === true) return outerEdges(numbers);
  if (options.nice === true) return high > low ? roomy(low, high) : aroundOne(low);
  return padded(low, high, Math.abs(low) || 1, options.room);
}

/** The axis of one value alone: from 0 to a round number beyond it. */
function aroundOne(value: number): [number, number] {
  if (value === 0) return [0, 1];
  return value > 0 ? roomy(0, value) : [niceRange(value, 0)[0], 0];
}

/** Round ends, a little beyond them where a value would lie on the frame; from 0 where that is near. */
function roomy(low: number, high: number): [number, number] {
  const foot = low >= 0 && low < 0.4 * high ? 0 : low;
  const [bottom, top] = niceRange(foot, high);
  const room = (top - bottom) * 0.03;
  return [foot !== 0 && low - bottom < room ? bottom - room : bottom, top - high < room ? top + room : top];
}

function logarithmic(
  column: Column,
  numbers: readonly number[],
  own: readonly Tick[] | undefined,
  options: PositionOptions,
): PositionScale {
  const logs = numbers.filter((number) => number > 0).map(log10);
  if (logs.length === 0)
    return linear(
      column,
      numbers,
      own?.map((tick) => ({ ...tick, at: 0 })),
      options,
    );
  const [low, high] = logDomain(logs, options);
  const finite = own?.filter((tick) => Number.isFinite(tick.at));
  const ticks = inDomain(finite, [low, high]) ?? logTicks(low, high);
  const scale = {
    label: column.label,
    kind: "log" as const,
    at: logAt(Number.NaN),
    domain: [low, high] as const,
    ticks,
  };
  return numbers.includes(0) ? withZero(scale, logs) : scale;
}

/** Ticks beyond what a figure's bounds show would stand outside of its frame. */
function inDomain(
  ticks: readonly Tick[] | undefined,
  [low, high]: readonly [number, number],
): readonly Tick[] | undefined {
  return ticks?.filter(({ at }) => at >= low - 1e-9 && at <= high + 1e-9);
}

const logAt =
  (zero: number) =>
  (value: Scalar): number =>
    value === 0 ? zero : log10(Number(value));

function logDomain(logs: readonly number[], options: PositionOptions): [number, number] {
  if (options.domain !== undefined) return [log10(options.domain[0]), log10(options.domain[1])];
  if (options.cells === true) return outerEdges(logs);
  const [low, high] = extent(logs);
  return padded(low, high, 1, options.room);
}

/** A zero has a band one grid step wide, half a step below all other values. */
function withZero(scale: PositionScale, logs: readonly number[]): PositionScale {
  const step = Math.min(0.5, leastGap(logs));
  const zero = scale.domain[0] - step;
  return {
    ...scale,
    at: logAt(zero),
    domain: [zero - step / 2, scale.domain[1]],
    ticks: [{ at: zero, label: "0", rank: 0 }, ...scale.ticks],
    zeroBand: [zero - step / 2, zero + step / 2],
  };
}

/** Ticks at the values themselves where somebody chose them; undefined for what was measured. */
function ownTicks(
  column: Column,
  values: readonly number[],
  names: ReadonlyMap<Scalar, string>,
  options: PositionOptions,
): Tick[] | undefined {
  if (options.cells !== true && !isGridColumn(column)) return undefined;
  const scale = column.scale === "log" ? "log" : "linear";
  return gridTicks(values, names, scale, scale === "log" ? log10 : Number);
}

function padded(low: number, high: number, otherwise: number, room = 0.03): [number, number] {
  const pad = high > low ? (high - low) * room : otherwise / 2;
  return [low - pad, high + pad];
}

/** The scale of a measured axis: over those numbers, which need not be in the column (means, ends of intervals). */
export function measureScale(column: Column, numbers: readonly number[], options: PositionOptions = {}): PositionScale {
  const { labels: _, reasons: __, ...plain } = column;
  const scale = positionScale({ ...plain, values: numbers }, [...numbers.keys()], { nice: true, ...options });
  if (!isGridColumn(column) || column.values.length === 0) return scale;
  const rows = [...column.values.keys()].filter((row) => numbers.includes(Number(column.values[row])));
  const names = labelsOf(column, rows);
  const own = ownTicks(column, distinctValues(column, rows).map(Number), names, {})?.filter(({ at }) =>
    Number.isFinite(at),
  );
  const zero = scale.zeroBand === undefined ? [] : scale.ticks.slice(0, 1);
  return { ...scale, ticks: [...zero, ...(inDomain(own, scale.domain) ?? [])] };
}

/** Whether the values of a column come one after the other, so that a line may lead from one to the next; names and seeds do not. */
export const isOrdered = ({ kind, scale, name }: Pick<Column, "kind" | "scale" | "name">): boolean =>
  kind === "number" && scale !== "ordinal" && name !== "repeat" && !name.startsWith("seeds.");

/** Whether a place along an axis lies on what is drawn of it; only a figure's `domain` leaves any out. */
export function within({ domain: [low, high] }: PositionScale, at: number | null): boolean {
  return at !== null && at >= low && at <= high;
}

/** Where an interval ends; at or below zero it reaches the foot of a logarithmic axis. */
export function intervalEnd(scale: PositionScale, value: number): number {
  return scale.kind === "log" && value <= 0 ? scale.domain[0] : scale.at(value);
}
