/** A cell of a grid of sizes and L1 coefficients, as a method looks at it. Cells stand by ascending size, then L1 coefficient. */
export interface GridCell {
  readonly dictSize: number;
  readonly l1Coefficient: number;
  /** What the method compares; null where it is absent. */
  readonly value: number | null;
  /** Null where it is too early to tell; only true may be proposed as converged. */
  readonly converged: boolean | null;
}

/** A cell that has a value. */
export type ValuedCell = GridCell & { readonly value: number };

/** What a method found in one grid, before anything is said of convergence. */
export interface Finding {
  /** The best first; cells that have not converged are among them. */
  readonly candidates: readonly ValuedCell[];
  /** Why there are none, where there are none. */
  readonly none: string;
}

const hasValue = (cell: GridCell): cell is ValuedCell => cell.value !== null;

/** Cells with a value, by ascending size and each size by ascending L1 coefficient. */
export function rowsBySize(cells: readonly GridCell[]): readonly (readonly ValuedCell[])[] {
  const sizes = new Map<number, ValuedCell[]>();
  for (const cell of cells.filter(hasValue)) {
    const row = sizes.get(cell.dictSize) ?? [];
    sizes.set(cell.dictSize, row);
    row.push(cell);
  }
  return [...sizes.values()];
}
