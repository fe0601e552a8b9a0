/** What a figure draws. */
export type FigureKind = "line" | "heatmap" | "scatter" | "history" | "histogram";

/** A reference mark: the death line α = 2J/h, the level of chance, the Goldilocks zone. */
export type Reference = "deathLine" | "chance" | "zone";

/** A value in a column. */
export type Scalar = number | string | boolean;

/**
 * A figure over the table of results. Columns are axis names, settings paths, metrics (`mmcs.truth.chance` too) and `repeat`.
 *
 * A line or scatter has `x` and `y`, a heatmap also `fill`, a histogram `x`, a history `y` (over the training step).
 */
export type FigureSpec = {
  readonly kind: FigureKind;
  /** Name of its files, unique in the experiment. */
  readonly name: string;
  readonly title?: string;
  readonly caption?: string;
  readonly x?: string;
  readonly y?: string;
  readonly fill?: string;
  readonly series?: string;
  readonly facet?: string;
  /** Only rows whose column has one of the values. A ratio axis by its ratio. */
  readonly where?: { readonly [column: string]: readonly Scalar[] };
  /** How rows that fall on one mark become one number. */
  readonly reduce: "mean" | "median" | "min" | "max";
  /** Level of the confidence interval over repeats, in (0, 1); absent: none. */
  readonly interval?: number;
  /** Bounds of what is drawn, not of the data: of the colours where there is a fill, else of the y axis. */
  readonly domain?: readonly [number, number];
  readonly reference: readonly Reference[];
  /** Present only where a mark is left out. */
  readonly marks?: { readonly converged: false };
};
