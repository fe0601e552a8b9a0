import type { NodeBuilder } from "./build-nodes.ts";
import { pairCost } from "./kinds/pair.ts";
import type { Row } from "./rows.ts";

/** Adds the comparison of a dictionary's elements with those of another that is not smaller, and gives its key. */
export function addPair(builder: NodeBuilder, row: Row, other: Row): string {
  const inputs = [row.key("point"), other.key("point")];
  return builder.add({ kind: "pair", parameters: {}, inputs }, () => ({
    needs: inputs,
    cost: pairCost(row.settings, other.settings),
    label: `MMCS with J ${sizeOf(other)}, ${nameOf(row)}`,
  }));
}

/** The dictionary size of a row. */
export const sizeOf = ({ settings }: Row): number => settings.sae.dictSize;

/** What tells a row's trajectory from the next, in the words of the post. */
export const nameOf = ({ settings: { sae, seeds } }: Row): string =>
  `J ${sae.dictSize}, L1 ${sae.l1Coefficient}, seed ${seeds.init}`;
