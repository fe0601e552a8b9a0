import { SIZES } from "./text-style.ts";
import { textWidth } from "./text-width.ts";
import type { Tick } from "./ticks.ts";

/** The tick labels that fit along an x axis: names are turned rather than dropped, numbers are thinned. */
export function fitTicks(
  ticks: readonly Tick[],
  domain: readonly [number, number],
  width: number,
): { shown: readonly Tick[]; rotate: boolean } {
  const named = ticks.filter((tick) => tick.label !== "");
  const shown = thinTicks(ticks, domain, width, (tick) => textWidth(tick.label, SIZES.tick) + 6);
  if (shown.length === named.length) return { shown, rotate: false };
  const names = named.some((tick) => Number.isNaN(Number.parseFloat(tick.label)) && !/[¼½¾⅛]/u.test(tick.label));
  return names ? { shown: named, rotate: true } : { shown, rotate: false };
}

/** Every labelled tick, or every second, third …, so that no two labels touch. */
export function thinTicks(
  ticks: readonly Tick[],
  [low, high]: readonly [number, number],
  length: number,
  room: (tick: Tick) => number,
): readonly Tick[] {
  const named = ticks.filter((tick) => tick.label !== "").toSorted((a, b) => a.at - b.at);
  const pixels = (tick: Tick): number => ((tick.at - low) / (high - low)) * length;
  for (let stride = 1; stride < named.length; stride += 1) {
    const kept = named.filter((_, index) => index % stride === 0);
    const clear = kept.every((tick, index) => {
      const next = kept[index + 1];
      return next === undefined || pixels(next) - pixels(tick) >= (room(tick) + room(next)) / 2;
    });
    if (clear) return kept;
  }
  return named.slice(0, 1);
}
