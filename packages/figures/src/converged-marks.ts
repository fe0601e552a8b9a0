import { dot, type Markish } from "@observablehq/plot";
import type { FigureSpec } from "./figure-spec.ts";
import type { Cell } from "./heatmap-cells.ts";
import { count } from "./notes.ts";
import { type SvgNode, svg } from "./svg-node.ts";
import { findColumn, type Table } from "./table.ts";

/** What marks cells and points whose training has not converged, in a way that leaves their values readable. */

const RADIUS = 1.6;
/** Whether a figure marks what has not converged; it does unless `marks` turns it off. */
export const marksConverged = ({ marks }: Pick<FigureSpec, "marks">): boolean => marks?.converged !== false;

/**
 * A dot in each of those cells, as maps of the climate stipple what is not significant. Where the middle holds text, it stands in the upper
 * right corner; where cells are `cramped`, smaller and nearer to the corner.
 */
export function openDots(
  cells: readonly Cell[],
  { isWritten, cramped }: { readonly isWritten: (cell: Cell) => boolean; readonly cramped: boolean },
): Markish[] {
  const middle = cells.filter((cell) => !isWritten(cell));
  const corner = cells.filter(isWritten);
  const inset = cramped ? 2 : 4;
  return [
    dot(middle, {
      x: ({ x1, x2 }: Cell) => x1 + (x2 - x1) * 0.5,
      y: ({ y1, y2 }: Cell) => y1 + (y2 - y1) * 0.5,
      r: RADIUS,
      fill: "ink",
    }),
    dot(corner, { x: "x2", y: "y2", dx: -inset, dy: inset, r: cramped ? 1 : RADIUS, fill: "ink" }),
  ];
}

/** The legend's sample of such a cell. */
export function openSample(): SvgNode[] {
  return [
    svg("rect", { width: 22, height: 12, fill: "#2f6b8e" }),
    svg("circle", { cx: 11, cy: 6, r: RADIUS, fill: "#ffffff" }),
  ];
}

/**
 * How many of the drawn places have not converged, how those look, and of how many nobody can tell yet. Empty where all have, or where the
 * table does not say.
 */
export function convergedNote(
  { table, figure }: { readonly table: Table; readonly figure: FigureSpec },
  flags: readonly (boolean | null)[],
  [one, many]: readonly [string, string],
  mark: string,
): string {
  if (findColumn(table, "converged") === undefined) return "";
  const open = flags.filter((flag) => flag === false).length;
  const early = flags.filter((flag) => flag === null).length;
  const verb = open === 1 ? "has" : "have";
  const sign = marksConverged(figure) ? mark : "not marked";
  return [
    open === 0 ? "" : `${open} of ${count(flags.length, one, many)} ${verb} not converged (${sign}).`,
    early === 0
      ? ""
      : `For ${early} of ${count(flags.length, one, many)} it is too early to tell whether they have converged.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}
