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

const SEEDS = ["seeds.features", "seeds.data", "seeds.init"];

/** The columns that tell trainings of one place apart: the seeds, whether an axis or a repeat set them; without any, the repeat. */
export function seedColumns(table: Table): Column[] {
  const seeds = SEEDS.flatMap((name) => findColumn(table, name) ?? []);
  return seeds.length > 0 ? seeds : ["repeat"].flatMap((name) => findColumn(table, name) ?? []);
}

/**
 * Groups of rows that share every seed, each training once; one group where the table says nothing about seeds.
 *
 * The unit of replication is the training: repeat 1 of seed 0 is repeat 0 of seed 1.
 */
export function groupBySeed(table: Table, rows: readonly number[]): Group[] {
  const groups = groupRows(rows, seedColumns(table));
  return groups.map(({ key, rows: own }) => ({ key, rows: distinctTrainings(table, own) }));
}

/** Rows without those that repeat another in every seed, setting and number, whatever the axes call them. */
function distinctTrainings(table: Table, rows: readonly number[]): readonly number[] {
  if (rows.length < 2 || findColumn(table, "seeds.init") === undefined) return rows;
  const told = table.columns.filter(
    ({ name, kind }) => !COUNTING.has(name) && (kind !== "string" || SETTING.test(name)),
  );
  return groupRows(rows, told).flatMap(({ rows: [first] }) => first ?? []);
}

/** Columns that number rows and say nothing of a training. */
const COUNTING: ReadonlySet<string> = new Set(["repeat", "cell"]);

const SETTING = /^(?:data|sae|train|evaluate)\./u;

/**
 * Columns that tell cells apart: `cell` where the table numbers its cells, else every setting and every column of names; where there is
 * none of these either, the seeds, so that every row is a cell.
 */
export function cellColumns(table: Table): Column[] {
  const numbered = findColumn(table, "cell");
  if (numbered !== undefined) return [numbered];
  const settings = table.columns.filter(({ name, kind }) => SETTING.test(name) || kind === "string");
  return settings.length > 0 ? settings : [...SEEDS, "repeat"].flatMap((name) => findColumn(table, name) ?? []);
}
