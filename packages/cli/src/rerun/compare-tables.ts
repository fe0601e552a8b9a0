import type { Json } from "@goldilocks/digest";
import type { Column, Table } from "@goldilocks/figures/text";
import { isRecord } from "../stored/json.ts";

/** How far a metric may lie from the exact device's: by `absolute + relative · |exact|`. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** A number of two tables that is not the same. */
export interface Deviation {
  readonly metric: string;
  readonly row: number;
  readonly before: Column["values"][number];
  readonly after: Column["values"][number];
  /** How far they may lie apart; 0 where no tolerance is recorded, and for what is no number. */
  readonly allowed: number;
}

/** Whether two tables of one experiment, made on different devices, say the same. */
export type TableVerdict =
  | { readonly is: "identical" }
  /** Every metric is within its tolerance; the deviation that comes nearest to it. */
  | { readonly is: "equivalent"; readonly nearest: Deviation }
  /** Every deviation beyond its tolerance; `rows` where the tables do not even have the same cells. */
  | { readonly is: "different"; readonly beyond: readonly Deviation[]; readonly rows: boolean };

/**
 * Judges the metrics of two tables, one by one.
 *
 * @param before - Of another class of device.
 * @param after - Of the exact one.
 * @param measured - Names of the metrics; the other columns say which cells these are, or follow from metrics.
 */
export function compareTables(
  before: Table,
  after: Table,
  measured: readonly string[],
  tolerances: Readonly<Record<string, Tolerance>>,
): TableVerdict {
  if (before.rows !== after.rows) return { is: "different", beyond: [], rows: true };
  const deviations = measured.flatMap((metric) => deviationsIn(metric, before, after, tolerances[metric]));
  const beyond = deviations.filter((one) => !isWithin(one));
  if (beyond.length > 0) return { is: "different", beyond, rows: false };
  const [nearest] = deviations.toSorted((a, b) => shareOf(b) - shareOf(a));
  return nearest === undefined ? { is: "identical" } : { is: "equivalent", nearest };
}

function deviationsIn(metric: string, before: Table, after: Table, tolerance: Tolerance | undefined): Deviation[] {
  const [left, right] = [before, after].map(({ columns }) => columns.find(({ name }) => name === metric)?.values ?? []);
  return Array.from({ length: after.rows }, (_, row): Deviation => {
    const [was, is] = [left?.[row] ?? null, right?.[row] ?? null];
    const allowed =
      tolerance === undefined || typeof is !== "number" ? 0 : tolerance.absolute + tolerance.relative * Math.abs(is);
    return { metric, row, before: was, after: is, allowed };
  }).filter((one) => one.before !== one.after);
}

const isWithin = ({ before, after, allowed }: Deviation): boolean =>
  typeof before === "number" && typeof after === "number" && Math.abs(before - after) <= allowed;

/** How much of its tolerance a deviation takes. */
const shareOf = ({ before, after, allowed }: Deviation): number => Math.abs(Number(before) - Number(after)) / allowed;

/** The tolerances that the provenance of a table records, by metric; one that is malformed is none. */
export function tolerancesIn(provenance: Json): Readonly<Record<string, Tolerance>> {
  const recorded = isRecord(provenance) ? provenance["tolerances"] : undefined;
  const entries = Object.entries(isRecord(recorded) ? recorded : {}).flatMap(([metric, value]) => {
    if (!isRecord(value)) return [];
    const { absolute = 0, relative = 0 } = value;
    const known = isTolerance(absolute) && isTolerance(relative);
    return known ? [[metric, { absolute, relative }] as const] : [];
  });
  return Object.fromEntries(entries);
}

const isTolerance = (value: Json): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
