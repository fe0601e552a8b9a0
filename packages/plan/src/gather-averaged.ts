import { sizeOf } from "./add-pair.ts";
import type { NodeBuilder } from "./build-nodes.ts";
import { cellName } from "./cell-name.ts";
import { float32, recordBytes, type Cost } from "./cost.ts";
import { otherSeeds } from "./other-seeds.ts";
import type { Row } from "./rows.ts";

/** Adds to every row its dictionary averaged with those of the same size and other seeds; keys by row. */
export function gatherAveraged(builder: NodeBuilder, rows: readonly Row[]): readonly string[] {
  const others = otherSeeds(rows);
  return rows.map((row) => addAveraged(builder, row, others(row, sizeOf(row))));
}

function addAveraged(builder: NodeBuilder, row: Row, others: readonly Row[]): string {
  const { averageAbove } = row.settings.evaluate;
  const points = [row, ...others].map(({ key }) => key("point"));
  const inputs = [row.key("features"), row.key("chance"), ...points];
  return builder.add({ kind: "averaged", parameters: { averageAbove }, inputs }, () => ({
    needs: inputs,
    cost: averagedCost(row, others.length),
    label: `dictionary averaged over ${points.length} seeds, ${cellName(row.settings)}`,
  }));
}

/** Elements compared at a time, as the op does it. */
const elementsAtOnce = 512;

function averagedCost({ settings: { data, sae } }: Row, others: number): Cost {
  const [size, width] = [sae.dictSize, data.activationDim];
  return {
    flops: 2 * width * size * (others * size + data.nFeatures),
    bytes: float32 * size * width + recordBytes,
    memory: float32 * width * (6 * size + data.nFeatures) + float32 * size * elementsAtOnce,
  };
}
