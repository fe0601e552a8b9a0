import type { Column, Table } from "@goldilocks/figures";
import type { Cell, Plan } from "@goldilocks/plan";
import { getSetting, settingSchemas } from "@goldilocks/spec";
import { tableNode } from "../nodes.ts";
import { distinctNames, type FrameColumn, withLabels, withReasons } from "./frame.ts";

/** Counts that no setting's schema tells of. */
const COUNTS: ReadonlySet<string> = new Set(["repeat", "dead"]);

/** The table of a plan as a data frame: a row a cell and repeat, in `row` its number, and beside what is missing a reason. */
export function cellsFrame(plan: Plan, table: Table): readonly FrameColumn[] {
  const rows: FrameColumn = {
    name: "row",
    kind: "integer",
    values: Array.from({ length: table.rows }, (_, row) => row),
  };
  const columns = table.columns.flatMap((column) => {
    const reasons = plan.cells.map((cell) => whyMissing(plan, column.name, cell));
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

/** Why a cell has no value in a column, as far as the experiment tells. */
function whyMissing(plan: Plan, name: string, { settings }: Cell): string {
  if (settingSchemas.has(name)) return otherBranch(name, (path) => getSetting(settings, path));
  if (name === "dead") {
    const { deadWindow } = settings.evaluate;
    return `training is shorter than the window: ${settings.train.steps} of ${deadWindow} minibatches`;
  }
  const derived = tableNode(plan).parameters.derived.find((column) => column.name === name);
  if (derived !== undefined) return `${derived.chance} is 1, so that nothing can be above it`;
  return "not measured";
}

/** Settings have only the keys of their kind: `data.decay.rate` is missing because `data.decay.kind` is `none`. */
function otherBranch(name: string, valueAt: (path: string) => unknown): string {
  for (let path = name; path.includes(".");) {
    path = path.slice(0, path.lastIndexOf("."));
    const kind = valueAt(`${path}.kind`);
    if (typeof kind === "string") return `${path}.kind is ${kind}`;
  }
  return "these settings do not have it";
}
