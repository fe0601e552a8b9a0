import { axisX, axisY, frame, gridX, gridY, plot } from "@observablehq/plot";
import type { Markish } from "@observablehq/plot";
import { withinFrame } from "./beyond-frame.ts";
import type { Drawing, Panel } from "./drawing.ts";
import { type DomNode, fromDom, type SvgNode } from "./svg-node.ts";
import { GREYS, SIZES } from "./text-style.ts";
import { fitTicks, thinTicks } from "./thin-ticks.ts";
import type { Tick } from "./ticks.ts";

/** Where a panel is drawn and which of its axes carry text. */
export interface PanelFrame {
  readonly document: unknown;
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
  readonly showX: boolean;
  readonly showY: boolean;
}

/** Room to the right of a panel, for a last tick label that is centred on its end, and above it. */
export const PANEL_RIGHT = 12;
export const PANEL_TOP = 6;

/** One panel, drawn by Plot on linear axes whose ticks are given. */
export function drawPanel(drawing: Drawing, panel: Panel, where: PanelFrame): SvgNode[] {
  const { x, y } = drawing;
  const node: DomNode = plot({
    document: where.document,
    width: where.left + where.width + PANEL_RIGHT,
    height: PANEL_TOP + where.height + where.bottom,
    marginLeft: where.left,
    marginRight: PANEL_RIGHT,
    marginTop: PANEL_TOP,
    marginBottom: where.bottom,
    x: { type: "linear", domain: [...x.domain], axis: null },
    y: { type: "linear", domain: [...y.domain], axis: null },
    color: { type: "identity" },
    marks: [
      ...(drawing.grid ? grids(drawing, where) : []),
      ...panel.marks,
      edge(),
      ...xAxis(drawing, where),
      ...yAxis(drawing, where),
    ],
  });
  const nodes = [...node.childNodes].map(fromDom).filter((child) => typeof child === "object");
  const { left, width, height } = where;
  return withinFrame(nodes, { x: [left, left + width], y: [PANEL_TOP, PANEL_TOP + height] });
}

const edge = (): Markish => frame({ stroke: GREYS.line, strokeWidth: 1 });

function grids({ x, y }: Drawing, { width, height }: PanelFrame): Markish[] {
  const look = { stroke: GREYS.grid, strokeOpacity: 1 };
  return [
    gridX(places(fitTicks(x.ticks, x.domain, width).shown), look),
    gridY(places(shownUpwards(y.ticks, y.domain, height)), look),
  ];
}

const places = (ticks: readonly Tick[]): number[] => ticks.map(({ at }) => at);

const shownUpwards = (ticks: readonly Tick[], domain: readonly [number, number], height: number): readonly Tick[] =>
  thinTicks(ticks, domain, height, () => SIZES.tick + 2);

function xAxis({ x }: Drawing, { showX, width }: PanelFrame): Markish[] {
  const { shown, rotate } = fitTicks(x.ticks, x.domain, width);
  const labels = new Map(shown.map((tick) => [tick.at, tick.label]));
  const minor = x.ticks.filter((tick) => !labels.has(tick.at)).map((tick) => tick.at);
  return [
    axisX([...labels.keys()], {
      tickFormat: (at: number) => (showX ? (labels.get(at) ?? "") : ""),
      label: null,
      fontSize: SIZES.tick,
      ...(rotate === 0 ? {} : { tickRotate: rotate }),
      tickSize: 5,
      fontVariant: "normal",
    }),
    axisX(minor, { tickFormat: () => "", label: null, tickSize: 3 }),
  ];
}

function yAxis({ y }: Drawing, { showY, height }: PanelFrame): Markish[] {
  const labels = new Map(shownUpwards(y.ticks, y.domain, height).map((tick) => [tick.at, tick.label]));
  const minor = y.ticks.filter((tick) => !labels.has(tick.at)).map((tick) => tick.at);
  return [
    axisY([...labels.keys()], {
      tickFormat: (at: number) => (showY ? (labels.get(at) ?? "") : ""),
      label: null,
      fontSize: SIZES.tick,
      tickSize: 5,
      fontVariant: "normal",
    }),
    axisY(minor, { tickFormat: () => "", label: null, tickSize: 3 }),
  ];
}
