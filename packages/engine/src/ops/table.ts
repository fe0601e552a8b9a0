import type { Column, Table } from "@goldilocks/figures";
import type { AboveChanceColumn, DerivedColumn, MeasuredColumn, NodeOf } from "@goldilocks/plan";
import { reasonsIn } from "../failure-reasons.ts";
import { mediaTypes } from "../media-types.ts";
import type { Op, OpContext } from "../op.ts";
import { encodeText } from "../text-encoding.ts";

type Value = number | string | boolean | null;
/** A result's numbers by name; of a result of several rows, by name and then by the key of another node of the row. */
type Values = { readonly [name: string]: Value | undefined | { readonly [key: string]: Value } };

/** One row per cell and repeat: what was set, what was measured, what follows from it. */
export const table: Op<"table"> = {
  kind: "table",
  revision: 1,
  run: async (node, context) => {
    const made = await buildTable(node, context);
    // The drawing library comes along with these; threads that only train never load it.
    const { tableToCsv, tableToJson } = await import("@goldilocks/figures");
    return {
      outputs: {
        "cells.json": { bytes: encodeText(tableToJson(made)), mediaType: mediaTypes.json },
        "cells.csv": { bytes: encodeText(tableToCsv(made)), mediaType: mediaTypes.csv },
      },
      values: { rows: made.rows, columns: made.columns.length },
    };
  },
};

async function buildTable(node: NodeOf<"table">, context: OpContext): Promise<Table> {
  const { rows, known, measured, derived, partial } = node.parameters;
  const results = await resultsOf(node, context);
  const keyAt = keysOf(node);
  const reasonAt = reasonsIn(partial);
  const valueAt = (row: number, { name, node: kind, field = name, of = kind }: MeasuredColumn): Value => {
    const value = results.get(keyAt(row, kind))?.[field] ?? null;
    return typeof value === "object" ? (value?.[keyAt(row, of)] ?? null) : value;
  };
  const indices = Array.from({ length: rows }, (_, row) => row);
  const found: Column[] = [];
  for (const column of measured) {
    const values = indices.map((row) => valueAt(row, column));
    const reasons = indices.map((row) => reasonAt(row, column.node));
    found.push({ ...described(column), values, ...withReasons(reasons) });
  }
  const above = derived.filter((column) => column.rule === "aboveChance").map((column) => derive(column, found));
  return withZones({ rows, columns: [...known, ...found, ...above] }, node);
}

/** The table with the columns that are computed from zones over its own; claims are loaded where there are any. */
async function withZones(base: Table, { parameters }: NodeOf<"table">): Promise<Table> {
  const zones = parameters.derived.filter((column) => column.rule === "zone");
  if (zones.length === 0) return base;
  const { zoneColumn } = await import("../claims/zone-column.ts");
  return { ...base, columns: [...base.columns, ...zones.map((column) => zoneColumn(column, base, parameters.known))] };
}

type KeyAt = (row: number, kind: MeasuredColumn["node"]) => string;

const keysOf =
  ({ inputs, parameters: { sources } }: NodeOf<"table">): KeyAt =>
  (row, kind) =>
    inputs[row * sources.length + sources.indexOf(kind)] ?? "";

/** Numbers by key, of every input that has a result: those of cells that have failed are no needs. */
async function resultsOf(
  { inputs, needs, parameters }: NodeOf<"table">,
  context: OpContext,
): Promise<ReadonlyMap<string, Values>> {
  const there = parameters.partial === undefined ? new Set(inputs) : new Set(needs);
  const results = new Map<string, Values>();
  for (const key of there) results.set(key, (await context.result(key)).values as Values);
  return results;
}

const withReasons = (reasons: readonly (string | null)[]): Pick<Column, "reasons"> =>
  reasons.some((reason) => reason !== null) ? { reasons } : {};

const described = ({ name, label, kind, scale }: MeasuredColumn | DerivedColumn): Omit<Column, "values"> => ({
  name,
  label,
  kind,
  scale,
});

function derive(column: AboveChanceColumn, measured: readonly Column[]): Column {
  const named = (name: string): Column | undefined => measured.find((other) => other.name === name);
  const [value, chance] = [named(column.value), named(column.chance)];
  const values = (value?.values ?? []).map((one, row) => aboveChance(one, chance?.values[row] ?? null));
  const reasons = values.map((_, row) => value?.reasons?.[row] ?? chance?.reasons?.[row] ?? null);
  return { ...described(column), values, ...withReasons(reasons) };
}

function aboveChance(value: Value, chance: Value): number | null {
  if (typeof value !== "number" || typeof chance !== "number" || chance >= 1) return null;
  return (value - chance) / (1 - chance);
}
