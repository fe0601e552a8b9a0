import type { ColumnOf } from "@goldilocks/plan";
import { codesIn } from "../failure-reasons.ts";

/** Cells behind a verdict; an alias, so that it is JSON. */
export type CellsBehind = {
  /** How many were looked at, over all repeats. */
  readonly looked: number;
  /** How many of them had no value. */
  readonly absent: number;
  /** How many of them are not known to have converged, and the first of these by name. */
  readonly unconverged: number;
  readonly unconvergedCells: readonly string[];
  /** Of how many of these it is too early to tell; left out where it is of none. */
  readonly early?: number;
  /** How many of them failed, and with which errors; left out where none did. */
  readonly failed?: number;
  readonly failures?: string;
};

const MOST_NAMED = 12;

/** Rows that a verdict looked at, those of them without a value, and those whose value a failure took. */
interface Looked {
  readonly seen: ReadonlySet<number>;
  readonly absent: ReadonlySet<number>;
  readonly open: ReadonlySet<number>;
}

/** What is known of the cells that a verdict looked at. `axes`: columns that name a cell. */
export function cellsBehind(
  { seen, absent, open: left }: Looked,
  { unconverged, early }: { readonly unconverged: ReadonlySet<number>; readonly early: ReadonlySet<number> },
  axes: readonly string[],
  columns: ColumnOf,
  reasons: (row: number) => readonly string[],
): CellsBehind {
  const open = [...seen].filter((row) => unconverged.has(row)).toSorted((a, b) => a - b);
  const nameOf = (row: number): string =>
    axes.map((axis) => `${axis} ${columns(axis)?.labels?.[row] ?? String(columns(axis)?.values[row])}`).join(", ");
  const failed = [...left].filter((row) => reasons(row).length > 0);
  const tooEarly = open.filter((row) => early.has(row)).length;
  return {
    looked: seen.size,
    absent: absent.size,
    unconverged: open.length,
    unconvergedCells: [...new Set(open.map(nameOf))].slice(0, MOST_NAMED),
    ...(tooEarly > 0 && { early: tooEarly }),
    ...(failed.length > 0 && { failed: failed.length, failures: codesIn(failed.flatMap(reasons)) }),
  };
}

/** Which cells are not known to have converged, in words; empty where all have. */
export function convergenceText({ looked, unconverged, early = 0 }: CellsBehind): string {
  if (unconverged === 0) return "";
  const mixed = early < unconverged ? "not converged or too early to tell" : "too early to tell whether converged";
  return `${unconverged} of ${looked} cells ${early === 0 ? "not converged" : mixed}`;
}
