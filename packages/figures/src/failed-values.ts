import { dot, link, type Markish } from "@observablehq/plot";
import { filterRows } from "./filter-rows.ts";
import type { FigureSpec } from "./figure-spec.ts";
import { type LegendEntry } from "./legend.ts";
import { count } from "./notes.ts";
import { type SvgNode, svg } from "./svg-node.ts";
import { type Column, findColumn, hasFailed, type Table } from "./table.ts";

/** What stands for cells that have failed: values that would be there, had their training or metric not ended in an error. */

/** The rows of a figure in which one of these columns has no value because something failed. */
export const failedRows = (columns: readonly Column[], rows: readonly number[]): readonly number[] =>
  rows.filter((row) => columns.some((column) => hasFailed(column, row)));

/** How many values are missing because cells failed, of which error, and what is drawn of them; empty without any. */
export function failedNote(columns: readonly Column[], rows: readonly number[], mark: string): string {
  const failed = failedRows(columns, rows);
  const codes = failed.flatMap((row) => columns.flatMap((column) => codeIn(column.reasons?.[row])));
  return failed.length === 0 ? "" : noteText(failed.length, codes, mark);
}

/** The same for cells that have no history, whose rows are in no long table. */
export function failedHistoriesNote(figure: FigureSpec, short: Table, failed: readonly FailedRow[]): string {
  // Conditions on what only histories have say nothing of a cell.
  const known = Object.entries(figure.where ?? {}).filter(([name]) => findColumn(short, name) !== undefined);
  const kept = new Set(filterRows(short, Object.fromEntries(known)));
  const shown = failed.filter(({ row }) => kept.has(row));
  const rows = new Set(shown.map(({ row }) => row));
  return rows.size === 0
    ? ""
    : noteText(
        rows.size,
        shown.map(({ code }) => code),
        "not drawn",
      );
}

/** A row of the table of which there is nothing to draw, and the code of the error behind it. */
export interface FailedRow {
  readonly row: number;
  readonly code: string;
}

function noteText(n: number, codes: readonly string[], mark: string): string {
  return `${count(n, "value is", "values are")} missing because a cell failed: ${[...new Set(codes)].join(", ")} (${mark}).`;
}

/** The error's code in a reason such as `failed: ENGINE_DIVERGED (training)`. */
const codeIn = (reason: string | null | undefined): readonly string[] =>
  /^failed: (\w+)/u.exec(reason ?? "")?.slice(1) ?? [];

/** The borders of a cell, how many of its values failed, and whether others are left. */
interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly statistic: { readonly value: number | null; readonly failed: number };
}

const INK = "#000000";
/** How far into a cell the small cross stands, as a share of its width and height. */
const INSET = 0.14;

/** Both diagonals through a cell of which nothing is left, a small cross in a corner of one that has lost some of its repeats. */
export function failedMarks(cells: readonly Box[]): Markish[] {
  const gone = cells.filter(isGone);
  const partly = cells.filter((cell) => cell.statistic.failed > 0 && cell.statistic.value !== null);
  const stroke = { stroke: INK, strokeWidth: 1 } as const;
  const corner = {
    x: ({ x1, x2 }: Box) => x1 + INSET * (x2 - x1),
    y: ({ y1, y2 }: Box) => y1 + INSET * (y2 - y1),
    symbol: "times",
    r: 2.5,
  } as const;
  return [
    link(gone, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", ...stroke }),
    link(gone, { x1: "x1", x2: "x2", y1: "y2", y2: "y1", ...stroke }),
    dot(partly, { ...corner, stroke: "#ffffff", strokeWidth: 3 }),
    dot(partly, { ...corner, ...stroke, strokeWidth: 1.5 }),
  ];
}

/** Whether nothing is left of a cell because it failed. */
export const isGone = ({ statistic }: Pick<Box, "statistic">): boolean =>
  statistic.failed > 0 && statistic.value === null;

const cross = (d: string, width: number): SvgNode => svg("path", { d, stroke: INK, "stroke-width": width });

/** What the legend says of failed cells. */
export function failedLegend(cells: readonly Pick<Box, "statistic">[]): LegendEntry[] {
  const gone = cells.some(isGone);
  const partly = cells.some((cell) => cell.statistic.failed > 0 && cell.statistic.value !== null);
  const box = svg("rect", { x: 0.5, y: 0.5, width: 21, height: 11, fill: "#ffffff", stroke: "#8a8a8a" });
  return [
    ...(gone ? [{ sample: [box, cross("M0,0L22,12M0,12L22,0", 1)], label: "failed" }] : []),
    ...(partly ? [{ sample: [cross("M8.5,3.5L13.5,8.5M8.5,8.5L13.5,3.5", 1.5)], label: "some repeats failed" }] : []),
  ];
}
