import type { Column, Table } from "@goldilocks/figures";
import type { ColumnOf, KnownColumn, ZoneTableColumn } from "@goldilocks/plan";
import { parseClaim } from "@goldilocks/spec";
import { claimColumns, failureReasons } from "./claim-columns.ts";
import { Evaluator } from "./evaluator.ts";

/** The rows that differ along one axis alone, and in nothing else that the grid sets or a repeat changes. */
function groupsAlong(along: string, rows: number, known: readonly KnownColumn[], columns: ColumnOf): number[][] {
  // Axes come first, up to the repeat.
  const axes = known.slice(0, known.findIndex(({ name }) => name === "repeat") + 1);
  const others = axes.flatMap(({ name }) => (name === along ? [] : (columns(name) ?? [])));
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = JSON.stringify(others.map(({ values, written }) => [values[row], written?.[row] ?? null]));
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(row);
  }
  return [...groups.values()];
}

/**
 * The width or an end of a zone as a column: all rows of a zone have its value, and so all of them stand behind it in a figure.
 *
 * Null where the condition holds nowhere along the axis, or is not known at one of its values: the zone might end elsewhere.
 * @param known - The columns of the table that were set; of these the axes come first, up to `repeat`.
 */
export function zoneColumn(
  { name, label, kind, scale, along }: ZoneTableColumn,
  table: Table,
  known: readonly KnownColumn[],
): Column {
  const columns = claimColumns(table, known);
  const expression = parseClaim(name);
  const reasonsAt = failureReasons(table);
  const values: (number | null)[] = Array.from({ length: table.rows }, () => null);
  const reasons: (string | null)[] = Array.from({ length: table.rows }, () => null);
  for (const rows of groupsAlong(along, table.rows, known, columns)) {
    const evaluator = new Evaluator(columns);
    const worth = evaluator.worth(expression, rows);
    const [lost] = [...evaluator.open].flatMap(reasonsAt);
    const isKnown = evaluator.absent.size === 0 && lost === undefined;
    for (const row of rows) {
      if (isKnown && worth.is === "number") values[row] = worth.value;
      else reasons[row] = lost ?? null;
    }
  }
  return { name, label, kind, scale, values, ...(reasons.some((reason) => reason !== null) && { reasons }) };
}
