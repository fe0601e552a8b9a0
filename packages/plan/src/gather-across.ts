import { addPair, sizeOf } from "./add-pair.ts";
import type { NodeBuilder } from "./build-nodes.ts";
import { cellName } from "./cell-name.ts";
import { recordBytes } from "./cost.ts";
import { otherSeeds } from "./other-seeds.ts";
import type { Row } from "./rows.ts";

/** Adds to every row the comparison with dictionaries of other seeds, of its own or another size; keys by row. */
export function gatherAcross(builder: NodeBuilder, rows: readonly Row[]): readonly string[] {
  const others = otherSeeds(rows);
  return rows.map((row) => {
    const { compareSize } = row.settings.evaluate;
    return addAcross(builder, row, others(row, compareSize === 0 ? sizeOf(row) : compareSize));
  });
}

function addAcross(builder: NodeBuilder, row: Row, others: readonly Row[]): string {
  const pairs = others.map((other) =>
    sizeOf(other) < sizeOf(row) ? ([other, row] as const) : ([row, other] as const),
  );
  const inputs = [
    ...pairs.map(([smaller, larger]) => addPair(builder, smaller, larger)),
    ...pairs.map(([, larger]) => larger.key("chance")),
  ];
  return builder.add({ kind: "across", parameters: {}, inputs }, () => ({
    needs: [...new Set(inputs)],
    cost: { flops: inputs.length, bytes: recordBytes, memory: 4096 },
    label: others.length === 0 ? "no dictionary of another seed" : `MMCS across seeds, ${cellName(row.settings)}`,
  }));
}
