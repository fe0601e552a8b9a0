import { canonicalJson } from "@goldilocks/digest";
import type { Settings } from "@goldilocks/spec";

import type { CellKind } from "./node-kind.ts";

/** A cell as those see it that look at several: its settings, and the keys of its own nodes. */
export interface Row {
  readonly settings: Settings;
  readonly key: (kind: CellKind) => string;
}

/** Settings in which the rows of a group may differ, by section. */
type Free = { readonly [section in keyof Settings]?: readonly KeyOf<Settings[section]>[] };

/** The keys of any branch. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** The settings as one text, those named left open. */
function textOf(settings: Settings, free: Free): string {
  const sections = Object.entries(settings).map(([name, section]) => {
    const open: readonly string[] = free[name as keyof Settings] ?? [];
    return [name, { ...section, ...Object.fromEntries(open.map((key) => [key, null])) }] as const;
  });
  return canonicalJson(Object.fromEntries(sections));
}

/** For each row the rows, itself among them, whose settings are all the same, seeds included, but for those named. */
export function groupsOf(rows: readonly Row[], free: Free): ReadonlyMap<Row, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  const found = new Map<Row, readonly Row[]>();
  for (const row of rows) {
    const others = textOf(row.settings, free);
    const group = groups.get(others) ?? [];
    group.push(row);
    groups.set(others, group);
    found.set(row, group);
  }
  return found;
}
