import type { Scalar } from "./figure-spec.ts";
import { type Column, findColumn, type Table } from "./table.ts";

/** Rows that agree in the columns they were grouped by. */
export interface Group {
  readonly key: readonly (Scalar | null)[];
  readonly rows: readonly number[];
}

/** Groups of equal values in those columns, in order of first appearance; a column that is undefined splits nothing. */
export function groupRows(rows: readonly number[], columns: readonly (Column | undefined)[]): Group[] {
  const groups = new Map<string, { key: (Scalar | null)[]; rows: number[] }>();
  for (const row of rows) {
    const key = columns.map((column) => column?.values[row] ?? null);
    const name = JSON.stringify(key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { key, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

const SEED_COLUMNS = ["repeat", "seeds.features", "seeds.data", "seeds.init"];

/** Groups of rows that share every seed; one group where the table says nothing about seeds. */
export function groupBySeed(table: Table, rows: readonly number[]): Group[] {
  return groupRows(
    rows,
    SEED_COLUMNS.map((name) => findColumn(table, name)),
  );
}

const SETTING = /^(?:data|sae|train|evaluate)\./u;

/**
 * Columns that tell cells apart: `cell` where the table numbers its cells, else every setting and every column of names; where there is
 * none of these either, the seeds, so that every row is a cell.
 */
export function cellColumns(table: Table): Column[] {
  const numbered = findColumn(table, "cell");
  if (numbered !== undefined) return [numbered];
  const settings = table.columns.filter(({ name, kind }) => SETTING.test(name) || kind === "string");
  return settings.length > 0 ? settings : SEED_COLUMNS.flatMap((name) => findColumn(table, name) ?? []);
}
