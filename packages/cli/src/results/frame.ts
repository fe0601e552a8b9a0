import type { Column } from "@goldilocks/figures";

type Value = Column["values"][number];

/** A column of a data frame; null is a missing value. */
export interface FrameColumn {
  readonly name: string;
  readonly kind: "integer" | "number" | "string" | "boolean";
  readonly values: readonly Value[];
  /** Why a value is missing: null where it is not. */
  readonly reasons?: readonly (string | null)[];
}

/** The column followed by `<name>.reason`, where something is missing. */
export function withReasons(column: FrameColumn): readonly FrameColumn[] {
  const { name, values, reasons } = column;
  if (reasons === undefined || !values.includes(null)) return [column];
  const told = values.map((value, row) => (value === null ? (reasons[row] ?? null) : null));
  return [column, { name: `${name}.reason`, kind: "string", values: told }];
}

/** The column followed by `<name>.label`, where the labels say something else than the values (`½×`). */
export function withLabels(column: FrameColumn, labels: readonly string[] | undefined): readonly FrameColumn[] {
  const telling = labels?.some((label, row) => label !== String(column.values[row] ?? ""));
  if (labels === undefined || telling !== true) return [column];
  return [column, { name: `${column.name}.label`, kind: "string", values: labels }];
}

/** Columns under names of their own: one whose name is taken by an earlier one, as that of an axis may be, gets `axis.` in front. */
export function distinctNames(columns: readonly FrameColumn[], taken: readonly string[] = []): readonly FrameColumn[] {
  const names = new Set(taken);
  return columns.map((column) => {
    let { name } = column;
    while (names.has(name)) name = `axis.${name}`;
    names.add(name);
    return { ...column, name };
  });
}
