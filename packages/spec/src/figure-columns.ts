import { walk } from "./claims/expression.ts";
import { type FigureSpec } from "./figure.ts";
import { type ZoneColumn, zoneColumn } from "./zone-column.ts";

/** Keys of a figure that name a column, in the order of the schema. */
export const channels = ["x", "y", "fill", "series", "facet"] as const;

/** The columns of the table that a figure draws; of a history those that choose and tell apart its lines. */
export function drawnColumns(figure: FigureSpec): readonly string[] {
  const own = figure.kind === "history" ? channels.filter((key) => key !== "x" && key !== "y") : channels;
  return [...own.flatMap((key) => figure[key] ?? []), ...Object.keys(figure.where ?? {})];
}

/** The zones that figures draw something of, each once, in the order written. */
export function zoneColumns(figures: readonly FigureSpec[]): readonly ZoneColumn[] {
  const found = figures.flatMap(drawnColumns).flatMap((column) => zoneColumn(column) ?? []);
  return [...new Map(found.map((column) => [column.name, column])).values()];
}

/** Every column of the table that a figure needs: those that it draws, and those that its zones are computed from. */
export function neededColumns(figure: FigureSpec): readonly string[] {
  const drawn = drawnColumns(figure);
  return drawn.flatMap((column) => [column].concat(columnsBehind(column)));
}

/** The columns of the table that a figure's column is computed from; none for a column of the table itself. */
export function columnsBehind(column: string): readonly string[] {
  const zone = zoneColumn(column);
  if (zone === undefined) return [];
  const parts = [...walk(zone.condition)].flatMap((part) => (part.kind === "column" ? [part.name] : []));
  return [...new Set([zone.along, ...parts])];
}
