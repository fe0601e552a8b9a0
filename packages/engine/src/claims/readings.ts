import { canonicalJson, type Json } from "@goldilocks/digest";
import type { ColumnOf, KnownColumn } from "@goldilocks/plan";

/** A reading and the rows of each training of its cells: of each repeat, and of each point of the axes that only set seeds. */
export interface Reading {
  readonly labels: { readonly [axis: string]: string };
  /** Each training once. */
  readonly repeats: readonly (readonly number[])[];
}

const labelAt = (columns: ColumnOf, name: string, row: number): string =>
  columns(name)?.labels?.[row] ?? String(columns(name)?.values[row]);

/** The rows by reading, and those of each by training. `replicates`: axes whose points tell trainings of one cell apart, like repeats. */
export function readingsOf(
  rows: number,
  names: readonly string[],
  replicates: readonly string[],
  { columns, known }: { readonly columns: ColumnOf; readonly known: readonly KnownColumn[] },
): readonly Reading[] {
  const found = new Map<string, { labels: Reading["labels"]; repeats: Map<string, number[]> }>();
  for (let row = 0; row < rows; row++) {
    const labels = Object.fromEntries(names.map((name) => [name, labelAt(columns, name, row)]));
    const key = JSON.stringify(labels);
    const reading = found.get(key) ?? { labels, repeats: new Map<string, number[]>() };
    found.set(key, reading);
    const repeat = JSON.stringify(["repeat", ...replicates].map((name) => columns(name)?.values[row] ?? null));
    const own = reading.repeats.get(repeat) ?? [];
    reading.repeats.set(repeat, own);
    own.push(row);
  }
  const settings = known.slice(known.findIndex(({ name }) => name === "repeat") + 1);
  const told = [...settings, ...known.filter(({ name }) => !replicates.includes(name) || isSeed(name))];
  return [...found.values()].map(({ labels, repeats }) => ({
    labels,
    repeats: distinct(
      [...repeats.values()],
      told.filter(({ name }) => name !== "repeat"),
    ),
  }));
}

const isSeed = (name: string): boolean => name.startsWith("seeds.");

/** Without those whose rows have every seed and setting in common with others before: they are the same trainings under another name. */
function distinct(repeats: readonly (readonly number[])[], columns: readonly KnownColumn[]): Reading["repeats"] {
  if (repeats.length < 2) return repeats;
  const settings = (rows: readonly number[]): string =>
    canonicalJson(rows.map((row) => columns.map(({ values }): Json => values[row] ?? null)));
  return [...new Map(repeats.toReversed().map((rows) => [settings(rows), rows])).values()].toReversed();
}
