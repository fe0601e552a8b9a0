import { dot, type Markish, rect, text } from "@observablehq/plot";
import { failedMarks, isGone } from "./failed-values.ts";
import { formatNumber } from "./format-number.ts";
import { hatchId } from "./hatch.ts";
import type { Cell } from "./heatmap-cells.ts";
import { halfWidth } from "./notes.ts";
import { GREYS } from "./text-style.ts";

const BORDERS = { x1: "x1", x2: "x2", y1: "y1", y2: "y2", shapeRendering: "crispEdges" } as const;
const centreX = (cell: Cell): number => (cell.x1 + cell.x2) / 2;
const centreY = (cell: Cell): number => (cell.y1 + cell.y2) / 2;

/** The cells of one panel: colours, hatching over what has not converged, a cross where nothing is left, both diagonals where it failed, ± where there is room. */
export function cellMarks(cells: readonly Cell[], prefix: string, widths: boolean): Markish[] {
  const open = cells.filter((cell) => cell.converged === false && cell.statistic.value !== null);
  const missing = cells.filter((cell) => cell.statistic.value === null && !isGone(cell));
  const zero = cells.filter((cell) => cell.zero);
  const spread = widths ? cells.filter((cell) => halfWidth(cell.statistic) !== null) : [];
  return [
    rect(cells, { ...BORDERS, fill: "fill" }),
    rect(open, { ...BORDERS, fill: `url(#${hatchId(prefix)})` }),
    dot(missing, {
      x: centreX,
      y: centreY,
      symbol: "times",
      r: 4,
      stroke: GREYS.faint,
      strokeWidth: 1.25,
    }),
    ...failedMarks(cells),
    text(zero, { x: centreX, y: centreY, text: () => "0", fontSize: 11, fill: GREYS.faint }),
    text(spread, {
      x: centreX,
      y: centreY,
      text: spreadText,
      fill: "ink",
      stroke: "fill",
      strokeWidth: 3,
      fontSize: 10,
    }),
  ];
}

function spreadText(cell: Cell): string {
  const half = halfWidth(cell.statistic) ?? 0;
  return `±${formatNumber(half, half < 0.095 ? 1 : 2).replace(/^0\./u, ".")}`;
}
