import { colourBarWidth } from "./colour-bar.ts";
import type { Drawing } from "./drawing.ts";
import { PANEL_RIGHT } from "./panel.ts";
import type { PositionScale } from "./position-scale.ts";
import { fitTicks, turnedRoom } from "./thin-ticks.ts";
import { SIZES } from "./text-style.ts";
import { shortened, textWidth, wrapText } from "./text-width.ts";

/** Width of a figure in pixels where it does not say: two columns of a paper at 96 pixels an inch. */
export const WIDTH = 680;
/** Room around a figure. */
export const EDGE = 12;

/** Sizes of the panels, which all are equal, and how many stand side by side. */
export interface Layout {
  readonly across: number;
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
  readonly xLines: readonly string[];
  readonly yLines: readonly string[];
}

const GAP = 14;
/** Left margin of a panel whose y axis has no text. */
export const BARE_LEFT = 8;

/** The size that a figure asks for: its width, and the height of each panel where that is not its kind's own. */
export interface AskedSize {
  readonly width: number;
  readonly panelHeight?: number | undefined;
}

/** The layout of a drawing. */
export function layOut(drawing: Drawing, asked: AskedSize = { width: WIDTH }): Layout {
  const { width: whole } = asked;
  const across = panelsAcross(drawing.panels.length, whole);
  const heightAt = (width: number): number => asked.panelHeight ?? panelHeight(drawing, across, width);
  const ticks = labelRoom(drawing.y.ticks.map((tick) => tick.label)) + 14;
  const widthBetween = (left: number, right: number): number =>
    Math.floor((whole - 2 * EDGE - left - right - (across - 1) * (BARE_LEFT + GAP) - PANEL_RIGHT) / across);
  const right = barRoom(drawing, (most) => heightAt(widthBetween(ticks + LINE, most)));
  const widthBeside = (left: number): number => widthBetween(left, right);
  // A label that is longer than its axis takes more lines, and those take room from the panels.
  const rough = heightAt(widthBeside(ticks + LINE));
  const yLines = wrapText(drawing.y.label, SIZES.axis, rough);
  const beside = ticks + yLines.length * LINE;
  const left = Math.ceil(Math.max(beside, turnedOverhang(drawing, widthBeside(beside))));
  const width = widthBeside(left);
  const xLines = wrapText(drawing.x.label, SIZES.axis, width + PANEL_RIGHT);
  const bottom = Math.ceil(tickHeight(drawing, width) + xLines.length * LINE);
  return {
    across,
    left,
    bottom,
    width,
    height: heightAt(width),
    xLines,
    yLines,
  };
}

const LINE = 15;

/** Room for the colour bar, whose label takes the more lines the lower it is; `heightBeside` is the height beside that much room. */
function barRoom({ colourBar }: Drawing, heightBeside: (right: number) => number): number {
  if (colourBar === undefined) return 0;
  const most = colourBarWidth(colourBar, 0) + 8;
  return colourBarWidth(colourBar, heightBeside(most)) + 8;
}

function tickHeight({ x }: Drawing, width: number): number {
  const { shown, rotate } = fitTicks(x.ticks, x.domain, width);
  if (rotate === 0) return SIZES.tick + 14;
  return Math.max(...shown.map(({ label }) => turnedRoom(label, rotate).below)) + 14;
}

/** How far turned labels reach to the left of the axis that they are below. */
function turnedOverhang({ x }: Drawing, width: number): number {
  const { shown, rotate } = fitTicks(x.ticks, x.domain, width);
  if (rotate === 0) return 0;
  const [low, high] = x.domain;
  return Math.max(
    0,
    ...shown.map(({ at, label }) => turnedRoom(label, rotate).left - ((at - low) / (high - low)) * width),
  );
}

/** The most of a figure's width that the labels of its y axis take, and the most that a turned one of its x axis is long, as shares. */
const LONGEST = { y: 0.32, x: 0.3 } as const;

/** A drawing with the labels of its ticks cut to lengths that leave room for its panels. */
export function withShortTicks(drawing: Drawing, width: number): Drawing {
  const short = (scale: PositionScale, share: number): PositionScale => ({
    ...scale,
    ticks: scale.ticks.map((tick) => ({ ...tick, label: shortened(tick.label, SIZES.tick, share * width) })),
  });
  return { ...drawing, x: short(drawing.x, LONGEST.x), y: short(drawing.y, LONGEST.y) };
}

/** Panels side by side: three at the usual width, as many as have room at others. */
function panelsAcross(count: number, whole: number): number {
  const room = Math.max(1, Math.floor(whole / LEAST_PANEL));
  const usual = count === 4 ? 2 : 3;
  return Math.min(count, room, whole > WIDTH ? room : usual);
}

/** The room that a panel needs across, with what surrounds it. */
const LEAST_PANEL = 210;

function panelHeight({ cellRows }: Drawing, across: number, width: number): number {
  if (cellRows !== undefined)
    return Math.round(Math.min(across === 1 ? 340 : width, Math.max(120, cellRows * (across === 1 ? 44 : 26))));
  return across === 1 ? 280 : Math.round(Math.max(130, width * 0.78));
}

function labelRoom(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((text) => textWidth(text, SIZES.tick)));
}

/** The horizontal distance from one panel to the next. */
export function panelStep(layout: Layout): number {
  return layout.width + BARE_LEFT + GAP;
}
