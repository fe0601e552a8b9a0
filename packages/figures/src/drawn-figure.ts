import { CHANNELS } from "./figure-channels.ts";
import type { Scaled } from "./figure-options.ts";
import type { DrawnFigure, FigureSpec } from "./figure-spec.ts";
import { severalAlongY } from "./several-along-y.ts";
import type { Column, Table } from "./table.ts";

/** The bounds of each channel: `domain` is those of the colours where there is a fill, else of the y axis. */
function domainsOf({ kind, fill, domain, domains = {} }: FigureSpec): NonNullable<FigureSpec["domains"]> {
  if (domain === undefined) return domains;
  const channel: Scaled = fill !== undefined && kind !== "histogram" ? "fill" : "y";
  return { [channel]: domain, ...domains };
}

/**
 * A figure and its table as they are drawn: several columns along y become one, columns have the names and scales that the figure gives
 * them, and `domain` has its channel.
 */
export function drawnFigure(given: FigureSpec, before: Table): { figure: DrawnFigure; table: Table } {
  const { y, reduce, domain: _, ...rest } = given;
  const several = typeof y === "object" ? severalAlongY(given, y, before) : undefined;
  const { series = rest.series } = several ?? {};
  const along = several?.y ?? (typeof y === "string" ? y : undefined);
  const figure: DrawnFigure = {
    ...rest,
    ...(along === undefined ? {} : { y: along }),
    ...(series === undefined ? {} : { series }),
    ...(typeof reduce === "string" ? { reduce } : {}),
    domains: domainsOf(given),
  };
  return { figure, table: renamed(figure, several?.table ?? before) };
}

function renamed(figure: DrawnFigure, table: Table): Table {
  const changes = new Map<string, Partial<Column>>();
  for (const channel of CHANNELS) {
    const [name, label] = [figure[channel], figure.labels?.[channel]];
    const scale = channel === "series" || channel === "facet" ? undefined : figure.scales?.[channel];
    if (name === undefined) continue;
    const change = { ...(label === undefined ? {} : { label }), ...(scale === undefined ? {} : { scale }) };
    changes.set(name, { ...changes.get(name), ...change });
  }
  return { ...table, columns: table.columns.map((column) => ({ ...column, ...changes.get(column.name) })) };
}
