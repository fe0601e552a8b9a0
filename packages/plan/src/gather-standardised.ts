import type { NodeBuilder } from "./build-nodes.ts";
import { recordBytes } from "./cost.ts";
import { l1Coefficient } from "./penalty-coefficient.ts";
import { groupsOf, type Row } from "./rows.ts";

/** Adds a node over each grid of L1 coefficients and sizes: rows whose other settings, seeds included, are the same; keys by row. */
export function gatherStandardised(builder: NodeBuilder, rows: readonly Row[]): readonly string[] {
  const known = new Map<readonly Row[], string>();
  const groups = groupsOf(rows, { sae: ["dictSize", "l1Coefficient"] });
  return rows.map((row) => {
    const group = groups.get(row) ?? [];
    const key = known.get(group) ?? addGroup(builder, group);
    known.set(group, key);
    return key;
  });
}

function addGroup(builder: NodeBuilder, group: readonly Row[]): string {
  // One order, however axes are written, so that the sums behind it have one order too; a cell counts once.
  const inputs = [...new Set(group.toSorted(bySizeAndCoefficient).map(({ key }) => key("heldOut")))];
  return builder.add({ kind: "standardised", parameters: {}, inputs }, () => ({
    needs: inputs,
    cost: { flops: 100 * inputs.length, bytes: 300 * inputs.length + recordBytes, memory: 2000 * inputs.length },
    label: `standardised log losses of ${inputs.length} cells`,
  }));
}

const bySizeAndCoefficient = ({ settings: { sae: a } }: Row, { settings: { sae: b } }: Row): number =>
  a.dictSize - b.dictSize || l1Coefficient(a) - l1Coefficient(b);
