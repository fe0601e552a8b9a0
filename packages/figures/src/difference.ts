import { bare, convergedColumn, entry, ownConverged, placingColumns, type RowPair } from "./difference-columns.ts";
import { columnsAt } from "./figure-channels.ts";
import type { FigureSpec } from "./figure-spec.ts";
import { filterRows } from "./filter-rows.ts";
import { type Column, findColumn, labelAt, numberAt, type Table } from "./table.ts";

/** Two tables to be drawn as one figure. */
export interface TwoTables {
  readonly figures: readonly [FigureSpec, FigureSpec];
  readonly tables: readonly [Table, Table];
  /** The same tables with other values in what places their rows: ratios where a size is not the same on both sides. */
  readonly placed?: readonly [Table, Table];
  /** Rows that belong together; null where a side has none. */
  readonly pairs: readonly RowPair[];
  /** Names of the columns that say where a row stands: all that was not measured. */
  readonly placing: ReadonlySet<string>;
  /** What a legend calls the two sides. */
  readonly names: readonly [string, string];
}

/** A figure with its own table, or why there is none. */
export type DifferenceFigure = { readonly figure: FigureSpec; readonly table: Table } | { readonly none: string };

/** Name of the column that says which side a row of {@link differenceFigure} is of. */
const SIDE = "side";
const PANEL = "panel";

/**
 * The difference of two figures as a figure: of heatmaps the second less the first, row by row, so that an interval is that of paired
 * seeds; of lines both, one panel a series. A row that one side lacks has no difference.
 */
export function differenceFigure(given: TwoTables): DifferenceFigure {
  const [a, b] = given.figures;
  const reason = unlike(a, b);
  if (reason !== undefined) return { none: reason };
  const pairs = keptPairs(given);
  if (!pairs.some(([left, right]) => left !== null && right !== null)) return { none: "they have no cell in common" };
  const measured = columnsAt(a, a.kind === "heatmap" ? "fill" : "y")[0];
  const columns = given.tables.map((table) => findColumn(table, measured ?? ""));
  const [left, right] = columns;
  if (left === undefined || right === undefined) return { none: `only one of them has ${measured}` };
  return a.kind === "heatmap" ? lessEachOther(given, pairs, [left, right]) : together(given, pairs, [left, right]);
}

function unlike(a: FigureSpec, b: FigureSpec): string | undefined {
  if (typeof a.y === "object" || typeof b.y === "object")
    return "figures of several columns along y have no picture of their difference";
  if (a.kind !== b.kind) return `one is a ${a.kind}, the other a ${b.kind}`;
  if (a.kind !== "heatmap" && a.kind !== "line")
    return `two figures of kind ${a.kind} have no picture of their difference`;
  const channel = (["x", "y", "fill"] as const).find((name) => a[name] !== b[name]);
  if (channel === undefined) return undefined;
  const [first = "none", second = "none"] = [a, b].map((figure) => columnsAt(figure, channel)[0]);
  return `their ${channel} are ${first} and ${second}`;
}

/** The rows that the figures draw, paired. */
function keptPairs({ figures, tables, pairs }: TwoTables): readonly RowPair[] {
  const [left, right] = [0, 1].map((side) => {
    const table = tables[side];
    return new Set(table === undefined ? [] : filterRows(table, figures[side]?.where));
  });
  return pairs
    .map(([a, b]): RowPair => [a !== null && left?.has(a) ? a : null, b !== null && right?.has(b) ? b : null])
    .filter(([a, b]) => a !== null || b !== null);
}

/** A figure without what it says of its own data: marks, rows and bounds, names and scales of what is measured. */
function plainFigure(given: FigureSpec) {
  const { reference: _, where: __, domain: ___, domains: ____, labels, scales, ...figure } = given;
  const { fill: _____, ...names } = labels ?? {};
  const { fill: ______, ...axes } = scales ?? {};
  return { ...figure, labels: names, scales: axes };
}

type Two = readonly [Column, Column];

function lessEachOther(given: TwoTables, pairs: readonly RowPair[], [left, right]: Two): DifferenceFigure {
  const figure = plainFigure(given.figures[0]);
  const values = pairs.map(([a, b]) => {
    const [before, after] = [a === null ? null : numberAt(left, a), b === null ? null : numberAt(right, b)];
    return before === null || after === null ? null : after - before;
  });
  const placing = placingColumns(placedBy(given), without(given.placing, left.name), pairs);
  const change: Column = { ...bare(left), label: `B − A: ${left.label}`, scale: "linear", centre: 0, values };
  const columns = [...placing, change, ...convergedColumn(given.tables, pairs)];
  return { figure, table: { rows: pairs.length, columns } };
}

/** Both tables one after the other. Panels are as the first side calls them, also for the rows of the second that belong to its rows. */
function together(given: TwoTables, pairs: readonly RowPair[], [left, right]: Two): DifferenceFigure {
  const { series, facet, ...figure } = plainFigure(given.figures[0]);
  const rows = ([0, 1] as const).flatMap((side) =>
    pairs.flatMap((pair) => (pair[side] === null ? [] : [{ side, pair, own: sideOf(pair, side) }])),
  );
  const owns = rows.map(({ own }) => own);
  const measured = rows.map(({ own: [a, b] }) => entry(left, a)?.value ?? entry(right, b)?.value ?? null);
  const side: Column = {
    name: SIDE,
    label: "",
    kind: "string",
    scale: "ordinal",
    values: rows.map((row) => given.names[row.side]),
  };
  const parts = [facet, series].filter((name) => name !== undefined);
  const panels = placingColumns(
    placedBy(given),
    new Set(parts),
    rows.map(({ pair }) => pair),
  );
  const columns = [
    ...placingColumns(placedBy(given), without(given.placing, left.name, ...parts), owns),
    ...panels,
    ...(panels.length > 1 ? [joined(panels)] : []),
    { ...bare(left), values: measured },
    ...ownConverged(given.tables, owns),
    side,
  ];
  const panel = panels.length > 1 ? PANEL : panels[0]?.name;
  return {
    figure: { ...figure, series: SIDE, ...(panel !== undefined && { facet: panel }) },
    table: { rows: rows.length, columns },
  };
}

const placedBy = ({ placed, tables }: TwoTables): readonly [Table, Table] => placed ?? tables;

function without(names: ReadonlySet<string>, ...others: readonly string[]): ReadonlySet<string> {
  return new Set([...names].filter((name) => !others.includes(name)));
}

const sideOf = ([a, b]: RowPair, side: 0 | 1): RowPair => (side === 0 ? [a, null] : [null, b]);

/** Several columns of panels as one. */
function joined(panels: readonly Column[]): Column {
  const texts = (panels[0]?.values ?? []).map((_, row) => panels.map((column) => labelAt(column, row)).join(", "));
  return {
    name: PANEL,
    label: panels.map(({ label }) => label).join(", "),
    kind: "string",
    scale: "ordinal",
    values: texts,
  };
}
