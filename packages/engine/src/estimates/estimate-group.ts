import type { EstimatedGroup } from "@goldilocks/plan";
import type { EstimateSpec } from "@goldilocks/spec";
import { codesIn } from "../failure-reasons.ts";
import type { Candidate, Edge, GridEstimate, GroupEstimates, MethodEstimate, Spread } from "./estimated.ts";
import type { GridCell, ValuedCell } from "./grid-cell.ts";
import { methodOf } from "./methods.ts";
import { truthOf } from "./truth.ts";

/** A number, or whether something holds, of a row of the table; null where it is absent or there is no such column. */
export interface Lookup {
  (column: string, row: number): number | boolean | null;
  /** Why a value is missing that a failure took; null where none did. */
  readonly reason: (column: string, row: number) => string | null;
}

/** What every method says of a group of cells, and what is true of them as far as that is known. */
export function estimateGroup(asked: readonly EstimateSpec[], group: EstimatedGroup, at: Lookup): GroupEstimates {
  const { grids } = group;
  const number = (column: string, row: number): number | null => numberOf(at(column, row));
  const truth = grids.map(({ repeat, rows }) =>
    truthOf(
      repeat,
      rows.map((row) => ({
        ...placeOf(row, at),
        nFeatures: number("data.nFeatures", row),
        mmcsTruth: number("mmcs.truth", row),
      })),
    ),
  );
  return { at: group.at, truth, estimates: asked.map((spec) => overRepeats(spec, grids, at)) };
}

const numberOf = (value: ReturnType<Lookup>): number | null => (typeof value === "number" ? value : null);

function convergedAt(row: number, at: Lookup): boolean | null {
  const value = at("converged", row);
  return typeof value === "boolean" ? value : null;
}

const placeOf = (row: number, at: Lookup): Pick<GridCell, "dictSize" | "l1Coefficient"> => ({
  dictSize: numberOf(at("sae.dictSize", row)) ?? 0,
  l1Coefficient: numberOf(at("sae.l1Coefficient", row)) ?? 0,
});

function overRepeats(spec: EstimateSpec, grids: EstimatedGroup["grids"], at: Lookup): MethodEstimate {
  const { rule } = methodOf(spec);
  const repeats = grids.map(({ repeat, rows }) => estimateGrid(spec, repeat, rows, at));
  const proposals = repeats.flatMap(({ proposal }) => proposal ?? []);
  return {
    ...spec,
    rule,
    found: proposals.length,
    dictSize: spreadOf(proposals.map(({ dictSize }) => dictSize)),
    l1Coefficient: spreadOf(proposals.map(({ l1Coefficient }) => l1Coefficient)),
    repeats,
  };
}

/** The median of an even number of values is the lower of the two in the middle, so that it is a value of the grid. */
function spreadOf(values: readonly number[]): Spread | null {
  const ascending = values.toSorted((a, b) => a - b);
  const [min] = ascending;
  const median = ascending[Math.floor((ascending.length - 1) / 2)];
  const max = ascending.at(-1);
  return min === undefined || median === undefined || max === undefined ? null : { min, median, max };
}

function estimateGrid(spec: EstimateSpec, repeat: number, rows: readonly number[], at: Lookup): GridEstimate {
  const { column, find } = methodOf(spec);
  const cells = rows.map((row) => ({
    row,
    ...placeOf(row, at),
    value: numberOf(at(column, row)),
    converged: convergedAt(row, at),
    failed: at.reason(column, row) ?? at.reason("converged", row),
  }));
  const failed = cells.flatMap((cell) => cell.failed ?? []);
  const found = find(cells);
  const candidates = found.candidates.map((cell) => candidateOf(cell, cells, at));
  const [first] = candidates;
  // What a failed cell would have shown might have been the answer.
  const open = failed.length > 0 || first === undefined || (spec.onlyConverged && first.converged !== true);
  const proposal = open ? null : first;
  return {
    repeat,
    proposal,
    reason: proposal === null ? (failedText(failed, cells.length) ?? reasonOf(first, found.none)) : null,
    candidates,
    cells: cells.map(({ row, dictSize, l1Coefficient, value, converged, failed: reason }) => ({
      row,
      dictSize,
      l1Coefficient,
      value,
      leftOut:
        reason !== null
          ? "failed"
          : value === null
            ? "absent"
            : spec.onlyConverged && converged !== true
              ? converged === null
                ? "too early"
                : "not converged"
              : null,
    })),
  };
}

const failedText = (failed: readonly string[], cells: number): string | undefined =>
  failed.length === 0 ? undefined : `undecided: ${failed.length} of ${cells} cells failed: ${codesIn(failed)}`;

/** A later candidate is no answer where the first is in doubt: what has not trained long enough may only look worse. */
const reasonOf = (first: Candidate | undefined, none: string): string =>
  first === undefined
    ? none
    : `size ${first.dictSize} at L1 ${first.l1Coefficient} ${first.converged === false ? "has not converged" : "has not trained long enough to tell whether it converged"}`;

function candidateOf(
  { dictSize, l1Coefficient, value, converged }: ValuedCell,
  cells: readonly (GridCell & { readonly row: number })[],
  at: Lookup,
): Candidate {
  const row = cells.find((cell) => cell.dictSize === dictSize && cell.l1Coefficient === l1Coefficient)?.row ?? -1;
  const valued = cells.filter((cell) => cell.value !== null);
  const borders: readonly (readonly [Edge, boolean])[] = [
    ["smallest size", valued.every((cell) => cell.dictSize >= dictSize)],
    ["largest size", valued.every((cell) => cell.dictSize <= dictSize)],
    ["smallest L1 coefficient", valued.every((cell) => cell.l1Coefficient >= l1Coefficient)],
    ["largest L1 coefficient", valued.every((cell) => cell.l1Coefficient <= l1Coefficient)],
  ];
  return {
    row,
    dictSize,
    l1Coefficient,
    value,
    converged,
    mmcsTruth: numberOf(at("mmcs.truth", row)),
    edges: borders.flatMap(([edge, holds]) => (holds ? [edge] : [])),
  };
}
