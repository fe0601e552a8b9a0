import type { Column, Table } from "@goldilocks/figures";
import type { Plan } from "@goldilocks/plan";
import { settingSchemas } from "@goldilocks/spec";
import { distinctNames, type FrameColumn, withLabels, withReasons } from "./frame.ts";
import { whyMissing } from "./why-missing.ts";

/** Counts that no setting's schema tells of. */
const COUNTS: ReadonlySet<string> = new Set(["repeat", "dead", "steps.reached"]);

/** The table of a plan as a data frame: a row a cell and repeat, in `row` its number, and beside what is missing a reason. */
export function cellsFrame(plan: Plan, table: Table): readonly FrameColumn[] {
  const rows: FrameColumn = {
    name: "row",
    kind: "integer",
    values: Array.from({ length: table.rows }, (_, row) => row),
  };
  const columns = table.columns.flatMap((column) => {
    const reasons = plan.cells.map((cell) => column.reasons?.[cell.index] ?? whyMissing(plan, column.name, cell));
    return withReasons({ ...frameColumn(column), reasons }).flatMap((one) =>
      one.name === column.name ? withLabels(one, column.labels) : [one],
    );
  });
  return distinctNames([rows, ...columns]);
}

/** A column of the table with the kind of number it holds. */
export function frameColumn({ name, kind, values }: Column): FrameColumn {
  const counts = COUNTS.has(name) || settingSchemas.get(name)?.type === "integer";
  return { name, kind: kind === "number" && counts ? "integer" : kind, values };
}
