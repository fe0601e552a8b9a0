import {
  type Cell,
  type Change,
  type ColumnDifference,
  diffColumn,
  type MatchedCells,
  type Plan,
} from "@goldilocks/plan";
import type { Table } from "@goldilocks/figures";
import { columnOf } from "../run/stored-table.ts";
import { tableNode } from "../nodes.ts";
import type { Side } from "./side.ts";

/** A cell as a person names it. */
export interface CellName {
  /** The value on each axis as written, by its name, and the repeat. */
  readonly place: Readonly<Record<string, number | string | boolean>>;
  readonly label: string;
}

/** A change, and the cell where it is. */
export interface PlacedChange extends Omit<Change, "pair"> {
  readonly cell: CellName;
}

/** What became of one metric. */
export interface MetricDifference extends Omit<ColumnDifference, "changes" | "largest" | "largestRelative"> {
  readonly largest: PlacedChange | null;
  readonly largestRelative: PlacedChange | null;
  readonly changes: readonly PlacedChange[];
}

/** How the numbers of two tables differ. */
export interface NumbersDifference {
  /** What cells are matched by, besides the repeat. */
  readonly by: readonly string[];
  /** Cells that both have. */
  readonly cells: number;
  readonly onlyA: readonly CellName[];
  readonly onlyB: readonly CellName[];
  readonly metrics: readonly MetricDifference[];
  readonly metricsOnlyA: readonly string[];
  readonly metricsOnlyB: readonly string[];
}

/** Compares two tables metric by metric. @param named - Only these metrics; empty for all. */
export function compareNumbers(
  a: Side & { readonly table: Table },
  b: Side & { readonly table: Table },
  matched: MatchedCells,
  named: readonly string[],
): NumbersDifference {
  const [left, right] = [a, b].map(({ plan }) =>
    metricNames(plan).filter((name) => named.length === 0 || named.includes(name)),
  );
  const both = (left ?? []).filter((name) => right?.includes(name));
  const names = matched.pairs.map(([cell, other]) => cellName(cell, other));
  return {
    by: matched.by,
    cells: matched.pairs.length,
    onlyA: matched.onlyA.map((cell) => cellName(cell)),
    onlyB: matched.onlyB.map((cell) => cellName(cell)),
    metrics: both.flatMap((name) => metricOf(name, a.table, b.table, matched, names)),
    metricsOnlyA: (left ?? []).filter((name) => !both.includes(name)),
    metricsOnlyB: (right ?? []).filter((name) => !both.includes(name)),
  };
}

/** The columns of a plan's table that are measured, not set. */
export function metricNames(plan: Plan): readonly string[] {
  const { measured, derived } = tableNode(plan).parameters;
  return [...measured, ...derived].map(({ name }) => name);
}

function metricOf(
  name: string,
  a: Table,
  b: Table,
  { pairs }: MatchedCells,
  names: readonly CellName[],
): readonly MetricDifference[] {
  const [left, right] = [columnOf(a, name), columnOf(b, name)];
  if (left === undefined || right === undefined) return [];
  const values = {
    a: pairs.map(([cell]) => left.values[cell.index] ?? null),
    b: pairs.map(([, cell]) => right.values[cell.index] ?? null),
  };
  const found = diffColumn({ name, label: left.label, ...values });
  const placed = ({ pair, ...change }: Change): PlacedChange => ({
    cell: names[pair] ?? { place: {}, label: "" },
    ...change,
  });
  return [
    {
      ...found,
      largest: found.largest && placed(found.largest),
      largestRelative: found.largestRelative && placed(found.largestRelative),
      changes: found.changes.map(placed),
    },
  ];
}

/** A cell by its axes; by those of both sides where it is on both. */
function cellName(cell: Cell, other: Cell = cell): CellName {
  const points = Object.entries({ ...other.coordinates, ...cell.coordinates });
  const place = Object.fromEntries(points.map(([name, { value }]) => [name, value]));
  const parts = points.map(([name, { label }]) => `${name} ${label}`);
  return { place: { ...place, repeat: cell.repeat }, label: [...parts, `repeat ${cell.repeat}`].join(", ") };
}
