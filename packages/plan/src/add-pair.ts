import type { NodeBuilder } from "./build-nodes.ts";
import { cellName } from "./cell-name.ts";
import { pairCost } from "./kinds/pair.ts";
import type { Row } from "./rows.ts";

/** Adds the comparison of a dictionary's elements with those of another that is not smaller, and gives its key. */
export function addPair(builder: NodeBuilder, row: Row, other: Row): string {
  const inputs = [row.key("point"), other.key("point")];
  return builder.add({ kind: "pair", parameters: {}, inputs }, () => ({
    needs: inputs,
    cost: pairCost(row.settings, other.settings),
    label: `MMCS with J ${sizeOf(other)}, ${cellName(row.settings)}`,
  }));
}

/** The dictionary size of a row. */
export const sizeOf = ({ settings }: Row): number => settings.sae.dictSize;
