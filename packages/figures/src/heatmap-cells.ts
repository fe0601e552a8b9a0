import { cellEdges } from "./cell-edges.ts";
import type { ColourScale } from "./colour-scale.ts";
import type { Scene } from "./scene.ts";
import { convergedOf } from "./drawn-table.ts";
import { isGone } from "./failed-values.ts";
import type { Scalar } from "./figure-spec.ts";
import type { Group } from "./group-rows.ts";
import type { PositionScale } from "./position-scale.ts";
import type { Statistic } from "./statistic.ts";
import { GREYS } from "./text-style.ts";
import { hex, inkOn } from "./viridis.ts";

/** One cell of a heatmap, its borders in the axes' own measures. */
export interface Cell {
  readonly facet: Scalar | null;
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly fill: string;
  readonly ink: string;
  readonly statistic: Statistic;
  /** An exact zero where colours are logarithmic: it has no colour. */
  readonly zero: boolean;
  readonly converged: boolean | null;
}

/** The borders of the cells along one axis, by value. */
export type Bounds = ReadonlyMap<Scalar, readonly [number, number]>;

/** Each value's share of its axis: halfway to its neighbours, a zero on a logarithmic axis its own band. */
export function boundsOf(scale: PositionScale, values: readonly Scalar[]): Bounds {
  const banded = scale.zeroBand;
  const edges = cellEdges(
    values.filter((value) => banded === undefined || value !== 0).map((value) => scale.at(value)),
  );
  return new Map(
    values.map((value) => {
      const own = banded !== undefined && value === 0 ? banded : edges.get(scale.at(value));
      return [value, own ?? [Number.NaN, Number.NaN]] as const;
    }),
  );
}

/** The cell of a group whose key is facet, x, y. */
export function cellOf(
  scene: Scene,
  { key, rows }: Group,
  statistic: Statistic,
  colours: ColourScale,
  bounds: { readonly x: Bounds; readonly y: Bounds },
): Cell {
  const [facet = null, x = null, y = null] = key;
  const [x1, x2] = bounds.x.get(x ?? "") ?? [Number.NaN, Number.NaN];
  const [y1, y2] = bounds.y.get(y ?? "") ?? [Number.NaN, Number.NaN];
  const { value } = statistic;
  const zero = value !== null && Number.isNaN(colours.share(value));
  const shown = value === null || zero ? undefined : colours.colour(value);
  const nothing = isGone({ statistic }) ? "#ffffff" : GREYS.missing;
  const fill = shown === undefined ? nothing : hex(shown);
  const ink = shown === undefined ? "#000000" : inkOn(shown);
  return {
    facet,
    x1,
    x2,
    y1,
    y2,
    fill,
    ink,
    statistic,
    zero,
    converged: convergedOf(scene.table, rows),
  };
}
