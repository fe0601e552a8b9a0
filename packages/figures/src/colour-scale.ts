import { FiguresError } from "./errors.ts";
import { extent } from "./extent.ts";
import { formatNumber } from "./format-number.ts";
import { gridTicks, isGridColumn } from "./grid-ticks.ts";
import { log10 } from "./log10.ts";
import { type Column, labelsOf } from "./table.ts";
import { linearTicks, logTicks, niceRange, type Tick, wholeSteps } from "./ticks.ts";
import { redBlue } from "./red-blue.ts";
import { type Colour, viridis } from "./viridis.ts";

/**
 * From numbers to colours. `share` places a value in [0, 1] along the colour bar (NaN for a zero on a logarithmic scale), ticks likewise.
 *
 * `clampedBelow`, `clampedAbove`: whether the figure's `domain` cuts values off there.
 */
export interface ColourScale {
  readonly label: string;
  readonly share: (value: number) => number;
  readonly colour: (value: number) => Colour;
  /** The colour at a share of the bar. */
  readonly ramp: (share: number) => Colour;
  readonly ticks: readonly Tick[];
  readonly clampedBelow: boolean;
  readonly clampedAbove: boolean;
}

/**
 * The scale over those numbers, widened to round ends, or over the figure's `domain` as it stands.
 *
 * @throws {@link FiguresError} `FIGURES_NO_VALUES` without a number.
 */
export function colourScale(
  column: Column,
  numbers: readonly number[],
  domain?: readonly [number, number],
): ColourScale {
  const message = `column "${column.name}" has no numbers to colour`;
  if (numbers.length === 0) throw new FiguresError({ code: "FIGURES_NO_VALUES", message, hint: "widen `where`" });
  const logarithmic = column.scale === "log" && numbers.some((number) => number > 0);
  const measure = logarithmic ? log10 : Number;
  const drawn = (domain ?? (logarithmic ? numbers.filter((number) => number > 0) : numbers)).map(measure);
  const [low, high] =
    column.centre === undefined
      ? range(drawn, logarithmic, domain !== undefined)
      : symmetric(column.centre, range(drawn, logarithmic, domain !== undefined));
  const ramp = column.centre === undefined ? viridis : redBlue;
  const share = (value: number): number => (measure(value) - low) / (high - low);
  const clampedBelow = domain !== undefined && numbers.some((number) => number < domain[0]);
  const clampedAbove = domain !== undefined && numbers.some((number) => number > domain[1]);
  const own = isGridColumn(column) ? ticksOf(column, numbers, logarithmic) : undefined;
  const ticks = own?.filter(({ at }) => at >= low - 1e-9 && at <= high + 1e-9) ?? [
    ...(logarithmic ? logTicks(low, high) : linearTicks(low, high, wholeSteps(numbers))),
  ];
  return {
    label: column.label,
    share,
    colour: (value) => ramp(share(value)),
    ramp,
    ticks: withEnds(
      ticks.map(({ at, label, rank = 0 }) => ({ at: (at - low) / (high - low), label, rank })),
      clampedBelow ? domain?.[0] : undefined,
      clampedAbove ? domain?.[1] : undefined,
    ),
    clampedBelow,
    clampedAbove,
  };
}

/** A bound that cuts values off has a tick, which says so, whether or not it is a round number. */
function withEnds(ticks: readonly Tick[], low: number | undefined, high: number | undefined): readonly Tick[] {
  const bounds = [
    { at: 0, value: low },
    { at: 1, value: high },
  ];
  const added = bounds.flatMap(({ at, value }) => {
    const there = ticks.some((tick) => tick.label !== "" && Math.abs(tick.at - at) < 1e-9);
    return value === undefined || there ? [] : [{ at, label: formatNumber(value), rank: -1 }];
  });
  return [...ticks, ...added];
}

/** Ticks at the values of a column that somebody chose. */
function ticksOf(column: Column, numbers: readonly number[], logarithmic: boolean): Tick[] {
  const values = [...new Set(numbers)].filter((number) => !logarithmic || number > 0).toSorted((a, b) => a - b);
  const names = labelsOf(column, [...column.values.keys()]);
  return gridTicks(values, names, logarithmic ? "log" : "linear", logarithmic ? log10 : Number);
}

/** As far on both sides of the centre as the range goes on its farther one. */
function symmetric(centre: number, [low, high]: readonly [number, number]): readonly [number, number] {
  const reach = Math.max(centre - low, high - centre);
  return [centre - reach, centre + reach];
}

function range(drawn: readonly number[], logarithmic: boolean, given: boolean): readonly [number, number] {
  const [low, high] = extent(drawn);
  if (given) return [low, high];
  if (!logarithmic && high > low) return niceRange(low, high);
  if (!logarithmic) return low === 0 ? [0, 1] : niceRange(Math.min(0, low), Math.max(0, low));
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}
