import { marksConverged } from "./converged-marks.ts";
import type { Scene } from "./scene.ts";
import { convergedOf } from "./drawn-table.ts";
import type { Scalar } from "./figure-spec.ts";
import type { Group } from "./group-rows.ts";
import { intervalEnd, type PositionScale } from "./position-scale.ts";
import type { Statistic } from "./statistic.ts";

/** A point of a line in the axes' own measures; `joined` is its height where the line passes through it, else null. */
export interface LinePoint {
  readonly facet: Scalar | null;
  readonly series: Scalar | null;
  readonly z: string;
  readonly x: number;
  readonly y: number | null;
  readonly joined: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly colour: string;
  readonly inside: string;
  readonly converged: boolean | null;
  /** Whether it has no height because its cells failed. */
  readonly failed: boolean;
  /** The single repeats, ascending. */
  readonly repeats: readonly number[];
}

/** Where points stand and how they look. */
export interface Placing {
  readonly x: PositionScale;
  readonly y: PositionScale;
  readonly colourOf: (row: number) => string;
  /** How far the points of a series stand beside their place along x. */
  readonly aside: (series: Scalar | null) => number;
}

/** The points of groups whose key is facet, series, x. A zero on a logarithmic axis is a point that no line reaches. */
export function pointsOf(
  scene: Scene,
  groups: readonly Group[],
  statistics: readonly Statistic[],
  { x, y, colourOf, aside }: Placing,
): LinePoint[] {
  const hollow = marksConverged(scene.figure);
  return groups.map(({ key, rows }, index) => {
    const { value = null, low = null, high = null, failed = 0, values = [] } = statistics[index] ?? {};
    const [facet = null, series = null, place = null] = key;
    const height = value === null ? null : y.at(value);
    const apart = (x.zeroBand !== undefined && place === 0) || (y.zeroBand !== undefined && value === 0);
    const colour = colourOf(rows[0] ?? 0);
    // In a history the flag tells of the end of the training, not of its points.
    const converged = scene.figure.kind === "history" ? null : convergedOf(scene.table, rows);
    return {
      facet,
      series,
      z: JSON.stringify(series),
      x: x.at(place ?? "") + aside(series),
      y: height,
      joined: apart ? null : height,
      low: low === null || apart ? null : intervalEnd(y, low),
      high: high === null || apart ? null : intervalEnd(y, high),
      colour,
      inside: hollow && converged === false ? "#ffffff" : colour,
      converged,
      failed: value === null && failed > 0,
      repeats: values.toSorted((a, b) => a - b),
    };
  });
}
