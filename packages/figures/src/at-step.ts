import type { FigureSpec } from "./figure-spec.ts";
import { filterRows } from "./filter-rows.ts";
import { formatNumber } from "./format-number.ts";
import { takeRows } from "./join-histories.ts";
import { count } from "./notes.ts";
import { findColumn, type Table } from "./table.ts";

/**
 * The rows of a figure that takes each training at one step: of a history the entries of that step, else the trainings that end there.
 *
 * Whether a training has converged at its end says nothing of a step on its way, so a history has no such column.
 */
export function atStep({ reduce, kind }: FigureSpec, table: Table): Table {
  if (typeof reduce !== "object" || kind === "history") return table;
  const step = findColumn(table, "step");
  const counted = step ?? findColumn(table, "train.steps");
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter((row) => counted?.values[row] === reduce.at);
  const columns = step === undefined ? table.columns : table.columns.filter(({ name }) => name !== "converged");
  return { rows: rows.length, columns: columns.map((column) => takeRows(column, rows)) };
}

/**
 * What a caption says of that step, and of trainings that are left out because their history has no entry there.
 *
 * @param taken - What {@link atStep} found in `histories`, or in `trainings` where there are none.
 */
export function stepNote(
  { reduce, where }: FigureSpec,
  trainings: Table,
  histories: Table | undefined,
  taken: Table,
): string[] {
  if (typeof reduce !== "object") return [];
  const head = `At ${formatNumber(reduce.at)} training steps.`;
  if (histories === undefined) return [head];
  // What is measured on the way selects entries, not trainings.
  const settings = Object.entries(where ?? {}).filter(([name]) => findColumn(histories, name) === undefined);
  const [all = 0, found = 0] = [trainings, taken].map(
    (table) => filterRows(table, Object.fromEntries(settings)).length,
  );
  return found < all
    ? [head, `${count(all - found, "training has", "trainings have")} no entry at that step.`]
    : [head];
}
