import type { Difference } from "@goldilocks/plan";

/** What differs between two tables, by the names of columns. */
export interface ColumnChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Columns of both that have other values, or are shown in another way. */
  readonly changed: readonly string[];
  /** Differences that are of no column. */
  readonly others: readonly Difference[];
}

const COLUMN = /(?:^|\.)parameters\.(?:known|measured|derived)\.(?<name>.+)$/u;

/** Gathers the differences that are of columns of a table. */
export function columnChanges(differences: readonly Difference[]): ColumnChanges {
  const [added, removed, changed] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const others: Difference[] = [];
  for (const one of differences) {
    const name = one.kind === "table" ? COLUMN.exec(one.path)?.groups?.["name"] : undefined;
    if (name === undefined) others.push(one);
    else if (one.before === undefined && isWhole(one.after)) added.add(name);
    else if (one.after === undefined && isWhole(one.before)) removed.add(name);
    else changed.add(name.slice(0, name.lastIndexOf(".")));
  }
  // A table of other rows has other values in every column: that says nothing.
  const isOtherGrid = others.some(({ kind, path }) => kind === "table" && path.endsWith("parameters.rows"));
  return { added: [...added], removed: [...removed], changed: isOtherGrid ? [] : [...changed], others };
}

/** A column itself, and not one of its fields. */
const isWhole = (value: Difference["before"]): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const MOST_NAMES = 6;

/** The changes of columns, a line for what is added, removed, and changed. */
export function columnLines({ added, removed, changed }: ColumnChanges): readonly string[] {
  return [
    ...lineOf("columns added", added),
    ...lineOf("columns removed", removed),
    ...lineOf("columns with other values", changed),
  ];
}

function lineOf(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length - MOST_NAMES;
  return [`${what}: ${names.slice(0, MOST_NAMES).join(", ")}${more > 0 ? `, and ${more} more` : ""}`];
}
