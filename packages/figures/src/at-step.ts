import type { FigureSpec } from "./figure-spec.ts";
import { formatNumber } from "./format-number.ts";
import { takeRows } from "./join-histories.ts";
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

/** What a caption says of that step. */
export function stepNote({ reduce }: FigureSpec): string[] {
  return typeof reduce === "object" ? [`At ${formatNumber(reduce.at)} training steps.`] : [];
}
