import type { Settings } from "@goldilocks/spec";

import type { NodeBuilder } from "./build-nodes.ts";
import { gatherAcross } from "./gather-across.ts";
import { gatherAveraged } from "./gather-averaged.ts";
import { gatherLarger } from "./gather-larger.ts";
import { gatherStandardised } from "./gather-standardised.ts";
import type { GatheredKind, RowKind } from "./node-kind.ts";
import type { Row } from "./rows.ts";

/** How the nodes of a kind follow from all cells together: one key a row. To add a kind, add a file and a line. */
const gatherers: Readonly<Record<GatheredKind, (builder: NodeBuilder, rows: readonly Row[]) => readonly string[]>> = {
  larger: gatherLarger,
  across: gatherAcross,
  averaged: gatherAveraged,
  standardised: gatherStandardised,
};

const isGathered = (kind: RowKind): kind is GatheredKind => Object.hasOwn(gatherers, kind);

/** The key of a row's node of a kind, the node being built when first asked for. */
export type RowKey = (row: number, kind: RowKind) => string;

/** The nodes of all rows; a kind that looks at several cells is built for all of them at once. */
export function rowKeys(builder: NodeBuilder, all: readonly Settings[]): RowKey {
  const rows = all.map((settings): Row => ({ settings, key: builder.cell(settings) }));
  const gathered = new Map<GatheredKind, readonly string[]>();
  return (row, kind) => {
    if (!isGathered(kind)) return rows[row]?.key(kind) ?? "";
    const keys = gathered.get(kind) ?? gatherers[kind](builder, rows);
    gathered.set(kind, keys);
    return keys[row] ?? "";
  };
}
