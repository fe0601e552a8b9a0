import { SIZES } from "./text-style.ts";
import { textWidth } from "./text-width.ts";
import type { Tick } from "./ticks.ts";

/** Degrees by which names are turned where they do not fit side by side: aslant, or upright where those would touch. */
type Turn = 0 | -35 | -90;

/** What each name needs along the axis where all are upright, and where they are aslant: as much as keeps their lines apart. */
const UPRIGHT = SIZES.tick + 2;
const ASLANT = UPRIGHT / 0.574; // sin 35°

/** The room that a turned label takes: below its axis, and to the left of its tick. */
export function turnedRoom(label: string, turn: Turn): { readonly below: number; readonly left: number } {
  const length = textWidth(label, SIZES.tick);
  if (turn === -90) return { below: length + 6, left: 0 };
  return { below: length * 0.6 + 8, left: length * 0.82 };
}

/** The tick labels that fit along an x axis: names are turned rather than dropped, as far as there is room for their lines; numbers are thinned. */
export function fitTicks(
  ticks: readonly Tick[],
  domain: readonly [number, number],
  width: number,
): { shown: readonly Tick[]; rotate: Turn } {
  const named = ticks.filter((tick) => tick.label !== "");
  const shown = thinTicks(ticks, domain, width, (tick) => textWidth(tick.label, SIZES.tick) + 6);
  if (shown.length === named.length) return { shown, rotate: 0 };
  const names = named.some((tick) => Number.isNaN(Number.parseFloat(tick.label)) && !/[¼½¾⅛]/u.test(tick.label));
  if (!names) return { shown, rotate: 0 };
  const turned = thinTicks(ticks, domain, width, () => ASLANT);
  if (turned.length === named.length) return { shown: named, rotate: -35 };
  return { shown: thinTicks(ticks, domain, width, () => UPRIGHT), rotate: -90 };
}

/** Every labelled tick; where labels would touch, those of the lowest ranks that span the axis, else every second, third … */
export function thinTicks(
  ticks: readonly Tick[],
  [low, high]: readonly [number, number],
  length: number,
  room: (tick: Tick) => number,
): readonly Tick[] {
  const named = ticks.filter((tick) => tick.label !== "").toSorted((a, b) => a.at - b.at);
  const pixels = (tick: Tick): number => ((tick.at - low) / (high - low)) * length;
  const isClear = (kept: readonly Tick[]): boolean =>
    kept.every((tick, index) => {
      const next = kept[index + 1];
      return next === undefined || pixels(next) - pixels(tick) >= (room(tick) + room(next)) / 2;
    });
  if (isClear(named)) return named;
  return roundest(named, isClear) ?? everyFew(named, isClear);
}

const spanOf = (ticks: readonly Tick[]): number => (ticks.at(-1)?.at ?? 0) - (ticks[0]?.at ?? 0);

/** The ticks up to the highest rank of which no two touch, where they still span more than half of all. */
function roundest(named: readonly Tick[], isClear: (kept: readonly Tick[]) => boolean): readonly Tick[] | undefined {
  const ranks = [...new Set(named.map(({ rank = 0 }) => rank))].toSorted((a, b) => b - a);
  const kept = ranks.map((most) => named.filter(({ rank = 0 }) => rank <= most)).find(isClear) ?? [];
  return kept.length >= 2 && spanOf(kept) > spanOf(named) / 2 ? kept : undefined;
}

function everyFew(named: readonly Tick[], isClear: (kept: readonly Tick[]) => boolean): readonly Tick[] {
  for (let stride = 2; stride < named.length; stride += 1) {
    const kept = named.filter((_, index) => index % stride === 0);
    if (isClear(kept)) return kept;
  }
  return named.slice(0, 1);
}
