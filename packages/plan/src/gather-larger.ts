import { addPair, sizeOf } from "./add-pair.ts";
import type { NodeBuilder } from "./build-nodes.ts";
import { cellName } from "./cell-name.ts";
import { recordBytes } from "./cost.ts";
import { groupsOf, type Row } from "./rows.ts";

/** Adds to every row the comparison with all larger dictionaries whose other settings, seeds included, are the same; keys by row. */
export function gatherLarger(builder: NodeBuilder, rows: readonly Row[]): readonly string[] {
  const sizes = new Map<readonly Row[], readonly Row[]>();
  const groups = groupsOf(rows, { sae: ["dictSize"] });
  return rows.map((row) => {
    const group = groups.get(row) ?? [];
    const ascending = sizes.get(group) ?? bySize(group);
    sizes.set(group, ascending);
    const larger = ascending.filter((other) => sizeOf(other) > sizeOf(row));
    return addLarger(builder, row, larger);
  });
}

/** One row of every size, ascending: rows of a group that have one size are the same cell. */
const bySize = (rows: readonly Row[]): readonly Row[] =>
  [...new Map(rows.map((row) => [sizeOf(row), row])).values()].toSorted((a, b) => sizeOf(a) - sizeOf(b));

function addLarger(builder: NodeBuilder, row: Row, larger: readonly Row[]): string {
  const pairs = larger.map((other) => addPair(builder, row, other));
  const inputs = [...pairs, ...larger.map(({ key }) => key("chance"))];
  return builder.add({ kind: "larger", parameters: {}, inputs }, () => ({
    needs: inputs,
    cost: { flops: inputs.length, bytes: recordBytes, memory: 4096 },
    label: larger.length === 0 ? "no larger dictionary" : `MMCS with larger, ${cellName(row.settings)}`,
  }));
}
