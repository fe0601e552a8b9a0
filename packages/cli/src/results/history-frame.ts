import type { Json } from "@goldilocks/digest";
import type { Store } from "@goldilocks/engine";
import type { Table } from "@goldilocks/figures";
import { HISTORY_DEAD_WINDOW, type Plan } from "@goldilocks/plan";
import { columnOf } from "../run/stored-table.ts";
import { isRecord, type JsonRecord } from "../stored/json.ts";
import { frameColumn } from "./cells-frame.ts";
import { historyMeasures } from "./history-measures.ts";
import { distinctNames, type FrameColumn, withLabels, withReasons } from "./frame.ts";

/** The learning curves of a plan as a data frame. */
export interface HistoryFrame {
  /** A row a cell and history step: `row` of the cells, axes, repeat, step, then everything measured there. */
  readonly columns: readonly FrameColumn[];
  /** Rows of the cells whose training is no longer in the store. */
  readonly absent: readonly number[];
}

/** Gathers what every cell's training measured on its way. */
export async function historyFrame(plan: Plan, table: Table, store: Store): Promise<HistoryFrame> {
  const rows: number[] = [];
  const entries: JsonRecord[] = [];
  const absent: number[] = [];
  for (const { index, point, history: whole } of plan.cells) {
    const values = ((await store.result(whole)) ?? (await store.result(point)))?.values;
    const history = isRecord(values) ? values["history"] : undefined;
    if (!Array.isArray(history)) absent.push(index);
    for (const entry of Array.isArray(history) ? history : []) {
      if (!isRecord(entry)) continue;
      rows.push(index);
      entries.push(entry);
    }
  }
  const own = [
    numbers(
      "step",
      entries.map(({ step }) => step),
    ),
    ...measureColumns(entries),
  ];
  const names = [...plan.experiment.axes.map(({ name }) => name), "repeat"];
  const row: FrameColumn = { name: "row", kind: "integer", values: rows };
  const taken = [row, ...own].map(({ name }) => name);
  const axes = distinctNames(
    names.flatMap((name) => axisColumns(table, name, rows)),
    taken,
  );
  return { columns: [row, ...axes, ...own], absent };
}

function measureColumns(entries: readonly JsonRecord[]): readonly FrameColumn[] {
  return Object.entries(historyMeasures).flatMap(([name, of]) => {
    const reasons = entries.map(() => `fewer than ${HISTORY_DEAD_WINDOW} minibatches have been seen`);
    return withReasons({ ...numbers(name, entries.map(of)), reasons });
  });
}

const numbers = (name: string, values: readonly (Json | undefined)[]): FrameColumn => ({
  name,
  kind: name === "step" || name === "dead" ? "integer" : "number",
  values: values.map((value) => (typeof value === "number" ? value : null)),
});

function axisColumns(table: Table, name: string, rows: readonly number[]): readonly FrameColumn[] {
  const column = columnOf(table, name);
  if (column === undefined) return [];
  const { labels, values } = column;
  const taken = { ...frameColumn(column), values: rows.map((row) => values[row] ?? null) };
  return withLabels(taken, labels === undefined ? undefined : rows.map((row) => labels[row] ?? ""));
}
