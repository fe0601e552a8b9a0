import { canonicalJson } from "@goldilocks/digest";
import type { Settings } from "@goldilocks/spec";

import type { CellKind } from "./node-kind.ts";

/** A cell as those see it that look at several: its settings, and the keys of its own nodes. */
export interface Row {
  readonly settings: Settings;
  readonly key: (kind: CellKind) => string;
}

/** A setting of the autoencoder in which the rows of a group may differ. */
type Free = "dictSize" | "l1Coefficient";

/** For each row the rows, itself among them, whose settings are all the same, seeds included, but for those named. */
export function groupsOf(rows: readonly Row[], ...free: readonly Free[]): ReadonlyMap<Row, readonly Row[]> {
  const blank = Object.fromEntries(free.map((name) => [name, null]));
  const groups = new Map<string, Row[]>();
  const found = new Map<Row, readonly Row[]>();
  for (const row of rows) {
    const others = canonicalJson({ ...row.settings, sae: { ...row.settings.sae, ...blank } });
    const group = groups.get(others) ?? [];
    group.push(row);
    groups.set(others, group);
    found.set(row, group);
  }
  return found;
}
