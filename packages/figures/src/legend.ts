import { moved, type SvgNode, svg } from "./svg-node.ts";
import { GREYS, label, SIZES } from "./text-style.ts";
import { textWidth, wrapText } from "./text-width.ts";

/** One entry above the panels: a sample, drawn in a box of 22 × 12 pixels, and what it means. */
export interface LegendEntry {
  readonly sample: readonly SvgNode[];
  readonly label: string;
}

const SAMPLE = 22;
const ROW = 17;
const MIDDLE = 6;
/** From one line of a long label to the next. */
const LINE = 13;

/** Entries from left to right, in as many rows as they need; `height` is 0 without any. */
export function drawLegend(
  entries: readonly LegendEntry[],
  title: string | undefined,
  width: number,
): { nodes: SvgNode[]; height: number } {
  if (entries.length === 0) return { nodes: [], height: 0 };
  const nodes: SvgNode[] = [];
  let x = 0;
  let row = 0;
  if (title !== undefined) {
    nodes.push(label(title, 0, 10, { fill: GREYS.faint }));
    x = textWidth(title, SIZES.legend) + 12;
  }
  for (const entry of entries) {
    const lines = wrapText(entry.label, SIZES.legend, width - SAMPLE - 5);
    const widest = Math.max(0, ...lines.map((line) => textWidth(line, SIZES.legend)));
    const room = (entry.sample.length === 0 ? 0 : SAMPLE + 5) + widest;
    if (x > 0 && x + room > width) {
      x = 0;
      row += 1;
    }
    const text = lines.map((line, index) => label(line, SAMPLE + 5, 10 + index * LINE));
    nodes.push(moved(x, row * ROW, ...entry.sample, ...text));
    x += room + 16;
    // What takes several lines has its rows to itself.
    if (lines.length > 1) {
      row += Math.ceil(((lines.length - 1) * LINE) / ROW);
      x = width;
    }
  }
  return { nodes, height: (row + 1) * ROW };
}

/** A line with a dot on it. */
export function lineSample(colour: string): SvgNode[] {
  return [
    svg("line", {
      x1: 0,
      x2: SAMPLE,
      y1: MIDDLE,
      y2: MIDDLE,
      stroke: colour,
      "stroke-width": 1.75,
    }),
    svg("circle", { cx: SAMPLE / 2, cy: MIDDLE, r: 2.75, fill: colour }),
  ];
}

/** A dot, hollow for what has not converged. */
export function dotSample(colour: string, hollow = false): SvgNode[] {
  const fill = hollow ? "#ffffff" : colour;
  return [
    svg("circle", {
      cx: SAMPLE / 2,
      cy: MIDDLE,
      r: 3.25,
      fill,
      stroke: colour,
      "stroke-width": 1.5,
    }),
  ];
}

/** A filled box. */
export function boxSample(colour: string, opacity = 1): SvgNode[] {
  return [svg("rect", { width: SAMPLE, height: 12, fill: colour, "fill-opacity": opacity })];
}

/** A dashed line. */
export function dashSample(colour: string, dashes: string): SvgNode[] {
  const along = { x1: 0, x2: SAMPLE, y1: MIDDLE, y2: MIDDLE };
  return [svg("line", { ...along, stroke: colour, "stroke-width": 1.5, "stroke-dasharray": dashes })];
}

/** A grey box with a cross: a missing value. */
export function missingSample(box: boolean): SvgNode[] {
  const cross = svg("path", {
    d: "M-3,-3L3,3M-3,3L3,-3",
    stroke: GREYS.faint,
    "stroke-width": 1.25,
  });
  const centred = moved(SAMPLE / 2, MIDDLE, cross);
  return box ? [svg("rect", { width: SAMPLE, height: 12, fill: GREYS.missing }), centred] : [centred];
}
