import { FiguresError } from "./errors.ts";
import { extent } from "./extent.ts";
import { log10 } from "./log10.ts";
import type { Column } from "./table.ts";
import { linearTicks, logTicks, niceRange, type Tick } from "./ticks.ts";
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
 * @throws {@link FiguresError} `FIGURES_NO_VALUES` without a number, `FIGURES_NEGATIVE_ON_LOG`.
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
  const ticks = logarithmic ? logTicks(low, high) : linearTicks(low, high);
  return {
    label: column.label,
    share,
    colour: (value) => ramp(share(value)),
    ramp,
    ticks: ticks.map(({ at, label }) => ({ at: (at - low) / (high - low), label })),
    clampedBelow: domain !== undefined && numbers.some((number) => number < domain[0]),
    clampedAbove: domain !== undefined && numbers.some((number) => number > domain[1]),
  };
}

/** As far on both sides of the centre as the range goes on its farther one. */
function symmetric(centre: number, [low, high]: readonly [number, number]): readonly [number, number] {
  const reach = Math.max(centre - low, high - centre);
  return [centre - reach, centre + reach];
}

function range(drawn: readonly number[], logarithmic: boolean, given: boolean): readonly [number, number] {
  const [low, high] = extent(drawn);
  if (given) return [low, high];
  if (!logarithmic) return niceRange(low, high);
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}
