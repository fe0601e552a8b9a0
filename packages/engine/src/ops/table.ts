import type { Column, Table } from "@goldilocks/figures";
import type { DerivedColumn, MeasuredColumn, NodeOf } from "@goldilocks/plan";
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
  const { rows, known, sources, measured, derived } = node.parameters;
  const results = new Map<string, Values>();
  for (const key of new Set(node.inputs)) results.set(key, (await context.result(key)).values as Values);
  const keyAt = (row: number, kind: MeasuredColumn["node"]): string =>
    node.inputs[row * sources.length + sources.indexOf(kind)] ?? "";
  const valueAt = (row: number, { name, node: kind, field = name, of = kind }: MeasuredColumn): Value => {
    const value = results.get(keyAt(row, kind))?.[field] ?? null;
    return typeof value === "object" ? (value?.[keyAt(row, of)] ?? null) : value;
  };
  const indices = Array.from({ length: rows }, (_, row) => row);
  const found: Column[] = [];
  for (const column of measured) {
    found.push({ ...described(column), values: indices.map((row) => valueAt(row, column)) });
  }
  return { rows, columns: [...known, ...found, ...derived.map((column) => derive(column, found))] };
}

const described = ({ name, label, kind, scale }: MeasuredColumn | DerivedColumn): Omit<Column, "values"> => ({
  name,
  label,
  kind,
  scale,
});

function derive(column: DerivedColumn, measured: readonly Column[]): Column {
  const numbers = (name: string): Column["values"] => measured.find((other) => other.name === name)?.values ?? [];
  const chances = numbers(column.chance);
  const values = numbers(column.value).map((value, row) => aboveChance(value, chances[row] ?? null));
  return { ...described(column), values };
}

function aboveChance(value: Value, chance: Value): number | null {
  if (typeof value !== "number" || typeof chance !== "number" || chance >= 1) return null;
  return (value - chance) / (1 - chance);
}
