import { groupsOf, type Row } from "./rows.ts";
import type { Settings } from "@goldilocks/spec";

/** The seeds that tell dictionaries apart which are compared. */
const seedsFor = { init: ["init"], data: ["data"], initAndData: ["init", "data"] } as const;

type Across = Settings["evaluate"]["compareAcross"];

/** Dictionaries of other seeds: for each row those that its cell is compared with, by ascending seeds, each once. */
export type OtherSeeds = (row: Row, size: number) => readonly Row[];

/** Finds dictionaries that were trained from other seeds than a row's own and are the same otherwise, but perhaps for their size. */
export function otherSeeds(rows: readonly Row[]): OtherSeeds {
  const groups = new Map<Across, ReadonlyMap<Row, readonly Row[]>>();
  return (row, size) => {
    const across = row.settings.evaluate.compareAcross;
    const known = groups.get(across) ?? groupsOf(rows, { sae: ["dictSize"], seeds: seedsFor[across], evaluate });
    groups.set(across, known);
    const others = (known.get(row) ?? []).filter(
      (other) => other.settings.sae.dictSize === size && isOther(row, other),
    );
    return [...new Map(others.map((other) => [other.key("point"), other])).values()].toSorted(bySeeds);
  };
}

/** What decides only how cells are compared. */
const evaluate = ["compareAcross", "compareSize", "averageAbove"] as const;

const isOther = ({ settings: { seeds: a } }: Row, { settings: { seeds: b } }: Row): boolean =>
  a.init !== b.init || a.data !== b.data;

const bySeeds = ({ settings: { seeds: a } }: Row, { settings: { seeds: b } }: Row): number =>
  a.init - b.init || a.data - b.data;
