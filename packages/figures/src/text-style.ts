import { type SvgNode, svg } from "./svg-node.ts";
import { FONT_FAMILY } from "./text-width.ts";

/** Font sizes in pixels at scale 1. */
export const SIZES = {
  title: 14,
  axis: 12,
  tick: 11,
  legend: 11,
  caption: 11.5,
  facts: 10,
} as const;

/** Greys of a figure: text, lesser text, lines, missing values. */
export const GREYS = {
  ink: "#1a1a1a",
  faint: "#5c5c5c",
  line: "#8a8a8a",
  grid: "#e4e4e4",
  missing: "#d6d6d6",
} as const;

/** A line of text. */
export function label(
  text: string,
  x: number,
  y: number,
  attributes: Readonly<Record<string, string | number>> = {},
): SvgNode {
  return svg("text", { x, y, "font-size": SIZES.legend, fill: GREYS.ink, ...attributes }, text);
}

/** What all text of a figure has in common. */
export const ROOT_TEXT: Readonly<Record<string, string>> = {
  "font-family": FONT_FAMILY,
  "font-weight": "400",
};
