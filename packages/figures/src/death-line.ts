import type { Scalar } from "./figure-spec.ts";
import { log10 } from "./log10.ts";
import type { PositionScale } from "./position-scale.ts";
import { findColumn, numberAt, type Table } from "./table.ts";

/**
 * The L1 coefficients at and beyond which every dictionary element dies, over the rows of a figure.
 *
 * An isolated element's code shrinks by α·h/(2J) under the loss (1/h)‖x − Dc‖² + (α/J)‖c‖₁, and no code is larger than 1: all are zero
 * from α = 2J/h on. With the penalty summed over the dictionary (`l1Normalise: sum`) the J drops out: α = 2/h.
 */
export interface Death {
  readonly row: number;
  readonly coefficient: number;
  readonly summed: boolean;
  readonly activationDim: number;
}

/** The death coefficient of each row that states its sizes. */
export function deathsOf(table: Table, rows: readonly number[]): Death[] {
  const sizes = findColumn(table, "sae.dictSize");
  const dims = findColumn(table, "data.activationDim");
  const normalise = findColumn(table, "sae.l1Normalise");
  if (sizes === undefined || dims === undefined) return [];
  return rows.flatMap((row) => {
    const dictSize = numberAt(sizes, row);
    const activationDim = numberAt(dims, row);
    if (dictSize === null || activationDim === null) return [];
    const summed = normalise?.values[row] === "sum";
    return [{ row, summed, activationDim, coefficient: (2 * (summed ? 1 : dictSize)) / activationDim }];
  });
}

/** What a legend calls the line. */
export function deathLabel(deaths: readonly Death[]): string {
  const summed = new Set(deaths.map((death) => death.summed));
  if (summed.size > 1) return "death line";
  return summed.has(true) ? "death line α = 2/h" : "death line α = 2J/h";
}

/** A point of the line in the axes' own measures, `along` on the axis that is not the coefficient's. */
export interface DeathPoint {
  readonly coefficient: number;
  readonly along: number;
}

/**
 * The lines across a grid whose one axis is the coefficient: one for each activation size and normalisation, from edge to edge; on an
 * ordinal axis a piece a band. Undefined where one place of the other axis has several death coefficients.
 */
export function deathLines(
  deaths: readonly Death[],
  valueOf: (row: number) => Scalar | null,
  coefficients: PositionScale,
  other: PositionScale,
): DeathPoint[][] | undefined {
  const lines = new Map<string, Map<number, number>>();
  for (const death of deaths) {
    const value = valueOf(death.row);
    if (value === null) continue;
    const name = other.kind === "ordinal" ? String(value) : `${death.activationDim} ${death.summed}`;
    const places = lines.get(name) ?? new Map<number, number>();
    const at = coefficients.kind === "log" ? log10(death.coefficient) : coefficients.at(death.coefficient);
    const before = places.get(other.at(value));
    if (before !== undefined && Math.abs(before - at) > 1e-9) return undefined;
    lines.set(name, places.set(other.at(value), at));
  }
  return [...lines.values()].map((places) => toEdges(places, other));
}

/** Straight on from the last two points to both ends of the axis, or to those of the band. */
function toEdges(places: ReadonlyMap<number, number>, { domain, kind }: PositionScale): DeathPoint[] {
  const points = [...places]
    .map(([along, coefficient]) => ({ along, coefficient }))
    .toSorted((a, b) => a.along - b.along);
  const [first, second] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return [];
  const [low, high] = kind === "ordinal" ? [first.along - 0.5, first.along + 0.5] : domain;
  return [extend(first, second ?? first, low), ...points, extend(last, points.at(-2) ?? last, high)];
}

function extend(end: DeathPoint, inner: DeathPoint, along: number): DeathPoint {
  const slope = end.along === inner.along ? 0 : (end.coefficient - inner.coefficient) / (end.along - inner.along);
  return { along, coefficient: end.coefficient + slope * (along - end.along) };
}
