import { belowZeroNote, isBelowZero } from "./below-zero.ts";
import { checkFigure } from "./check-figure.ts";
import { drawnFigure } from "./drawn-figure.ts";
import { FiguresError } from "./errors.ts";
import type { DrawnFigure, FigureSpec } from "./figure-spec.ts";
import { filterRows } from "./filter-rows.ts";
import { atStep, stepNote } from "./at-step.ts";
import { joinHistories } from "./join-histories.ts";
import { count } from "./notes.ts";
import { type Column, columnNamed, findColumn, type Table } from "./table.ts";

/** What every kind of figure is given: rows already filtered, with a value in each of the columns that place them. */
export interface Scene {
  readonly figure: DrawnFigure;
  readonly table: Table;
  readonly rows: readonly number[];
  readonly series: Column | undefined;
  readonly facet: Column | undefined;
  /** Begins every id of the figure. */
  readonly prefix: string;
}

/**
 * The rows and columns a figure draws, and notes on the rows that it cannot place; ids begin with the first letters of `name`.
 *
 * @throws {@link FiguresError} every issue of {@link checkFigure}, or `FIGURES_NO_VALUES`.
 */
export function sceneOf(
  given: FigureSpec,
  short: Table,
  histories?: Table,
  name = "",
): { scene: Scene; notes: string[] } {
  const asked = given.kind === "history" ? { x: "step", ...given } : given;
  const joined = histories === undefined ? short : joinHistories(short, histories);
  const issues = checkFigure(asked, joined.columns);
  if (issues.length > 0) throw new FiguresError(issues);
  const taken = atStep(asked, joined);
  const { figure, table } = drawnFigure(asked, taken);
  const kept = filterRows(table, figure.where);
  if (kept.length === 0) throw nothingLeft(figure);
  const { rows, notes } = placed(figure, table, kept);
  if (rows.length === 0) throw nothingLeft(figure);
  const series = figure.series === undefined ? undefined : columnNamed(table, figure.series);
  const facet = figure.facet === undefined ? undefined : columnNamed(table, figure.facet);
  const prefix = `g${name.replaceAll(/[^\dA-Za-z]/g, "").slice(0, 8)}`;
  return {
    scene: { figure, table, rows, series, facet, prefix },
    notes: [...stepNote(asked, short, histories, taken), ...notes],
  };
}

/** Columns that say where a mark stands; a row without one of them cannot be drawn, so the caption counts it. */
function placed(figure: DrawnFigure, table: Table, kept: readonly number[]): { rows: number[]; notes: string[] } {
  const own = {
    line: [figure.x],
    history: [figure.x],
    heatmap: [figure.x, figure.y],
    scatter: [],
    histogram: [],
  }[figure.kind];
  const names = [...own, figure.series, figure.facet].filter((name) => name !== undefined);
  const columns = names.map((name) => columnNamed(table, name));
  const present = kept.filter((row) => columns.every((column) => (column.values[row] ?? null) !== null));
  const lost = kept.length - present.length;
  const along = (figure.kind === "histogram" ? [figure.x] : own).flatMap((name) => findColumn(table, name ?? "") ?? []);
  return {
    rows: present.filter((row) => !along.some((column) => isBelowZero(column, row))),
    notes: [
      lost === 0 ? "" : `${count(lost, "row has", "rows have")} no place in the figure and cannot be drawn.`,
      ...along.map((column) =>
        belowZeroNote(column, present.filter((row) => isBelowZero(column, row)).length, "not drawn"),
      ),
    ],
  };
}

function nothingLeft(figure: DrawnFigure): FiguresError {
  const message = figure.where === undefined ? "the table has no rows to draw" : "no row is left by `where`";
  return new FiguresError({
    code: "FIGURES_NO_VALUES",
    message,
    hint: "compare `where` with the values of the table",
  });
}
