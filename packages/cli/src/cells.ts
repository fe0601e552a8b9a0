import type { Cell, Plan, RequiredNode } from "@goldilocks/plan";

/** A cell by its place on the axes: `sae.l1Coefficient 0.1, sae.dictSize ½×, repeat 2 of 5`. */
export function cellName(plan: Plan, cell: Cell): string {
  const { axes, repeats } = plan.experiment;
  const places = axes.map(({ name }) => `${name} ${cell.coordinates[name]?.label ?? ""}`);
  if (repeats.n > 1) places.push(`repeat ${cell.repeat + 1} of ${repeats.n}`);
  return places.length === 0 ? "the only cell" : places.join(", ");
}

/** The cells whose training or metrics come from a node. */
export function cellsOf(plan: Plan, key: string): readonly Cell[] {
  return plan.cells.filter(
    ({ point, metrics }) => point === key || Object.values(metrics).some(({ node }) => node === key),
  );
}

/** How many cells there are, and how many of them are still to be trained. */
export interface CellCount {
  readonly total: number;
  readonly stored: number;
  readonly new: number;
}

/** Counts cells by whether their trained state must still be made. */
export function countCells({ cells }: Plan, missing: readonly RequiredNode[]): CellCount {
  const points = new Set(missing.flatMap(({ node }) => (node.kind === "point" ? [node.key] : [])));
  const fresh = cells.filter(({ point }) => points.has(point)).length;
  return { total: cells.length, stored: cells.length - fresh, new: fresh };
}
