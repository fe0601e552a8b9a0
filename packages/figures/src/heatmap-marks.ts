import { dot, type Markish, rect, text } from "@observablehq/plot";
import { openDots } from "./converged-marks.ts";
import { failedMarks, isGone } from "./failed-values.ts";
import { formatNumber, shortNumber } from "./format-number.ts";
import type { Cell } from "./heatmap-cells.ts";
import { halfWidth } from "./notes.ts";
import { GREYS } from "./text-style.ts";

const BORDERS = { x1: "x1", x2: "x2", y1: "y1", y2: "y2", shapeRendering: "crispEdges" } as const;
/** Size of half intervals in cells, in pixels. */
const SPREAD_SIZE = 10;
const centreX = (cell: Cell): number => (cell.x1 + cell.x2) / 2;
const centreY = (cell: Cell): number => (cell.y1 + cell.y2) / 2;

/** How the cells of a panel are marked: `widths` writes half the interval into them, `open` marks those that have not converged. */
export interface CellLook {
  readonly widths: boolean;
  readonly open: boolean;
  /** The numbers written into the cells: their size in pixels, and whether cells are hardly higher than they are. Absent without. */
  readonly numbers?: { readonly size: number; readonly cramped: boolean } | undefined;
}

/** The cells of one panel: colours, a cross where nothing is left, both diagonals where it failed, a dot where it has not converged. */
export function cellMarks(cells: readonly Cell[], { widths, open, numbers }: CellLook): Markish[] {
  const missing = cells.filter((cell) => cell.statistic.value === null && !isGone(cell));
  const zero = cells.filter((cell) => cell.zero);
  const spread = spreadCells(cells, widths);
  return [
    rect(cells, { ...BORDERS, fill: "fill" }),
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
    ...openDots(open ? cells.filter(isOpen) : [], {
      isWritten: (cell) => cell.zero || spread.includes(cell) || numbers !== undefined,
      cramped: numbers?.cramped === true,
    }),
  ];
}

const spreadCells = (cells: readonly Cell[], widths: boolean): readonly Cell[] =>
  widths ? cells.filter((cell) => halfWidth(cell.statistic) !== null) : [];

/** What is written into cells, above the lines that cross them: the number, and ± half its interval. */
export function cellTexts(
  cells: readonly Cell[],
  { widths, numbers }: Pick<CellLook, "widths" | "numbers">,
): Markish[] {
  const spread = spreadCells(cells, widths);
  return [
    text(spread, {
      x: centreX,
      y: centreY,
      text: spreadText,
      ...HALO,
      fontSize: SPREAD_SIZE,
      dy: numbers === undefined ? 0 : 7,
    }),
    ...(numbers === undefined ? [] : [numberMarks(cells, numbers.size, spread)]),
  ];
}

/** Text with its cell's colour around it, so that it can be read on a line. */
const HALO = { fill: "ink", stroke: "fill", strokeWidth: 3 } as const;

/** The number of each cell, above its half interval where it has one. */
function numberMarks(cells: readonly Cell[], fontSize: number, spread: readonly Cell[]): Markish {
  const shown = cells.filter((cell) => cell.statistic.value !== null && !cell.zero);
  return text(shown, {
    x: centreX,
    y: centreY,
    text: (cell: Cell) => shortNumber(cell.statistic.value ?? 0),
    ...HALO,
    fontSize,
    dy: spread.length === 0 ? 0 : -6,
  });
}

/** Whether a cell has a value, of a training that has not converged. */
export const isOpen = ({ converged, statistic }: Cell): boolean => converged === false && statistic.value !== null;

function spreadText(cell: Cell): string {
  const half = halfWidth(cell.statistic) ?? 0;
  return `±${formatNumber(half, half < 0.095 ? 1 : 2).replace(/^0\./u, ".")}`;
}
