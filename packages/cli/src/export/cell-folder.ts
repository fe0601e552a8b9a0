import type { Cell, Plan } from "@goldilocks/plan";
import { axisValue, namesOf } from "./axis-value.ts";

/** What every file system takes in a name, and no shell changes. */
const FOREIGN = /[^\w.+-]+/gu;
const DIGITS = 8;

const leaf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/**
 * Folders for cells, each by its place in the grid: `l1Coefficient-0.1_dictSize-64_repeat-0`. Which other cells are exported does not
 * matter; two cells that come to the same name have the beginning of their keys in it.
 */
export function cellFolders(plan: Plan, cells: readonly Cell[]): ReadonlyMap<Cell, string> {
  const names = namesOf(plan);
  const short = (name: string): string =>
    names.filter((other) => leaf(other) === leaf(name)).length > 1 ? name : leaf(name);
  const nameOf = (cell: Cell): string => {
    const parts = names.map((name) => `${short(name)}-${axisValue(cell, name) ?? "none"}`);
    return (parts.length === 0 ? plan.experiment.name : parts.join("_")).replaceAll(FOREIGN, "-");
  };
  const uses = new Map<string, number>();
  for (const cell of plan.cells) uses.set(nameOf(cell), (uses.get(nameOf(cell)) ?? 0) + 1);
  const folder = (cell: Cell): string => {
    const name = nameOf(cell);
    return (uses.get(name) ?? 0) > 1 ? `${name}_cell-${cell.index}_${cell.point.slice(0, DIGITS)}` : name;
  };
  return new Map(cells.map((cell) => [cell, folder(cell)]));
}
