import { formatNumber, formatPercent } from "./format-number.ts";
import { DEFAULT_LEVEL, type Statistic } from "./statistic.ts";
import type { DrawnFigure } from "./figure-spec.ts";
import { extent } from "./extent.ts";

/** Sentences that a caption owes its reader. Each is empty where it does not apply. */

/** How many values are missing, and how a place looks that has none left. */
export function missingNote(statistics: readonly Statistic[], mark: string): string {
  const missing = statistics.reduce((total, statistic) => total + statistic.missing, 0);
  if (missing === 0) return "";
  const empty = statistics.some((statistic) => statistic.value === null && statistic.failed === 0);
  return `${count(missing, "value is", "values are")} missing (${empty ? mark : "the means are over the others"}).`;
}

/** How many points the figure's `domain` leaves out. */
export function beyondNote(
  beyond: number,
  words: readonly [one: string, many: string] = ["point lies", "points lie"],
): string {
  return beyond === 0 ? "" : `${count(beyond, ...words)} beyond the axes.`;
}

/** What an interval is, where anything was repeated. */
export function intervalNote(statistics: readonly Statistic[], figure: DrawnFigure, mark: string): string {
  const widths = statistics.map(halfWidth).filter((width) => width !== null);
  if (widths.length === 0) return "";
  const level = formatPercent(figure.interval ?? DEFAULT_LEVEL);
  const most = formatNumber(extent(widths)[1], 2);
  return `Mean over seeds and ${level} interval (Student’s t; ${mark}); at most ±${most}.`;
}

/** Half the width of the interval, or null. */
export function halfWidth({ high, value }: Statistic): number | null {
  return high === null || value === null ? null : high - value;
}

/** The chance level, or its range over what is drawn. */
export function chanceNote(chance: readonly number[]): string {
  if (chance.length === 0) return "";
  const [low, high] = extent(chance).map((value) => formatNumber(value, 2));
  return `Chance level: ${low === high ? low : `${low}–${high}`}.`;
}

/** `1 value is`, `3 values are`. */
export function count(n: number, one: string, many: string): string {
  return `${formatNumber(n)} ${n === 1 ? one : many}`;
}

/** The least and most seeds at a place with a value; [0, 0] without any. */
export function seedRange(statistics: readonly Statistic[]): readonly [number, number] {
  const counts = statistics.map((statistic) => statistic.n).filter((n) => n > 0);
  return counts.length === 0 ? [0, 0] : extent(counts);
}
