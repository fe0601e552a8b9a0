import type { ColourScale } from "./colour-scale.ts";
import type { LegendEntry } from "./legend.ts";
import { moved, type SvgNode, svg } from "./svg-node.ts";
import { GREYS, label, SIZES } from "./text-style.ts";
import { textWidth, wrapText } from "./text-width.ts";
import { thinTicks } from "./thin-ticks.ts";
import type { Tick } from "./ticks.ts";
import { hex } from "./viridis.ts";

/** A colour scale to draw beside the panels, with the chance level (or its range over the cells) marked on it. */
export interface ColourBar {
  readonly scale: ColourScale;
  readonly chance?: readonly [number, number];
}

const BAR = 13;
const LINE = 14;
/** Where the bracket of the chance level stands, left of the bar. */
const BRACKET = -5;

/** The room a colour bar of about that height takes beside the panels, in pixels. */
export function colourBarWidth(bar: ColourBar, height: number): number {
  return BAR + 7 + labelRoom(bar) + 25 + (labelLines(bar.scale.label, height).length - 1) * LINE;
}

function labelRoom({ scale }: ColourBar): number {
  return Math.max(0, ...scale.ticks.map((tick) => textWidth(ends(scale, tick), SIZES.tick)));
}

/** The bar, its ticks and its label, `height` pixels high, from (0, 0). */
export function drawColourBar(bar: ColourBar, height: number, prefix: string): SvgNode[] {
  const { scale } = bar;
  const at = (share: number): number => height * (1 - Math.min(1, Math.max(0, share)));
  const chance = bar.chance === undefined ? [] : shownChance(scale, bar.chance).map(at);
  return [
    svg("defs", {}, gradient(scale, prefix)),
    svg("rect", { width: BAR, height, fill: `url(#${prefix}-bar)` }),
    ...shownTicks(scale, height).flatMap((tick) => tickMarks(at(tick.at), ends(scale, tick))),
    ...(chance.length === 0 ? [] : chanceMarks(chance)),
    ...barLabel(scale.label, labelRoom(bar) + BAR + 24, height),
  ];
}

/** Minor ticks, and the labelled ones that do not touch. */
function shownTicks(scale: ColourScale, height: number): Tick[] {
  const shown = new Set(thinTicks(scale.ticks, [0, 1], height, () => SIZES.tick + 3));
  return scale.ticks.map((tick) => (shown.has(tick) ? tick : { at: tick.at, label: "" }));
}

/** As many lines as the bar's height asks for, but never more than two. */
function labelLines(text: string, height: number): readonly string[] {
  return wrapText(text, SIZES.axis, Math.max(height, textWidth(text, SIZES.axis) * 0.6));
}

/** Beside the bar, clear of its ticks. */
function barLabel(text: string, x: number, height: number): SvgNode[] {
  return labelLines(text, height).map((line, index) =>
    label(line, 0, 0, {
      "font-size": SIZES.axis,
      "text-anchor": "middle",
      transform: `translate(${x + index * LINE},${height / 2}) rotate(-90)`,
    }),
  );
}

/** The ends of a bar that cuts values off say so. */
function ends(scale: ColourScale, tick: Tick): string {
  if (tick.label === "") return "";
  if (scale.clampedAbove && tick.at > 1 - 1e-9) return `≥ ${tick.label}`;
  return scale.clampedBelow && tick.at < 1e-9 ? `≤ ${tick.label}` : tick.label;
}

function gradient({ ramp }: ColourScale, prefix: string): SvgNode {
  const steps = Array.from({ length: 33 }, (_, step) => step / 32);
  const stops = steps.map((share) => svg("stop", { offset: `${share * 100}%`, "stop-color": hex(ramp(share)) }));
  return svg("linearGradient", { id: `${prefix}-bar`, x1: 0, x2: 0, y1: 1, y2: 0 }, ...stops);
}

function tickMarks(y: number, text: string): SvgNode[] {
  const line = svg("line", {
    x1: BAR,
    x2: BAR + (text === "" ? 2 : 4),
    y1: y,
    y2: y,
    stroke: GREYS.faint,
  });
  return text === "" ? [line] : [line, label(text, BAR + 7, y + 4, { "font-size": SIZES.tick })];
}

/** Lines across the bar, joined by a bracket on its left: the right belongs to the ticks. */
function chanceMarks(levels: readonly number[]): SvgNode[] {
  const lines = [...new Set(levels)].flatMap((y) => [
    svg("line", { x1: 0, x2: BAR, y1: y, y2: y, stroke: "#ffffff", "stroke-width": 3 }),
    svg("line", { x1: BRACKET, x2: BAR, y1: y, y2: y, stroke: "#000000", "stroke-width": 1.25 }),
  ]);
  const along = { x1: BRACKET, x2: BRACKET, y1: levels[0] ?? 0, y2: levels[1] ?? 0 };
  return [...lines, svg("line", { ...along, stroke: "#000000" })];
}

/** What the legend says of the chance level on a bar; nothing where the bar does not show it. */
export function chanceEntries({ scale, chance }: ColourBar): LegendEntry[] {
  if (chance === undefined || shownChance(scale, chance).length === 0) return [];
  const bar = svg("rect", { x: 6, width: 10, height: 12, fill: hex(scale.ramp(0.5)) });
  return [{ sample: [bar, ...chanceMarks([3, 9]).map((node) => moved(6, 0, node))], label: "chance" }];
}

/** The part of the chance level, or of its range, that lies on the bar, as shares of it. */
function shownChance({ share }: ColourScale, chance: readonly [number, number]): readonly number[] {
  const [low, high] = [share(chance[0]), share(chance[1])];
  return high < 0 || low > 1 || Number.isNaN(high) ? [] : [Math.max(0, low || 0), Math.min(1, high)];
}
