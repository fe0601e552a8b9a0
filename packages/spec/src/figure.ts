/** What a figure draws. */
export type FigureKind = "line" | "heatmap" | "scatter" | "history" | "histogram";

/** A reference mark: the death line α = 2J/h, the level of chance, the Goldilocks zone. */
export type Reference = "deathLine" | "chance" | "zone";

/** A value in a column. */
export type Scalar = number | string | boolean;

/** How rows that fall on one mark become one number: by a statistic, or by taking each training at one step. */
export type Reduction = "mean" | "median" | "min" | "max" | { readonly at: number };

/** What a figure shows of the single repeats besides their interval. */
export type Spread = "strip" | "box";

/** A kind of file that a figure is written as. */
export type FigureFormat = "svg" | "png" | "pdf";

/** A part of a figure that can be left out of the drawing. */
export type Hidden = "title" | "caption";

/** What the columns of a figure are drawn as. */
type ByChannel<Channel extends string, Value> = { readonly [channel in Channel]?: Value };

/**
 * How a figure looks. Each is absent at its default, so that it is in no normal form and no key that is older than the option.
 */
export type FigureOptions = {
  /** Of the whole figure, in pixels of 1/96 inch. */
  readonly width?: number;
  readonly height?: number;
  readonly labels?: ByChannel<"x" | "y" | "fill" | "series" | "facet", string>;
  readonly scales?: ByChannel<"x" | "y" | "fill", "linear" | "log">;
  readonly domains?: ByChannel<"x" | "y" | "fill", readonly [number, number]>;
  /** How many bins a histogram has, or their borders, ascending. */
  readonly bins?: number | readonly number[];
  /** Whether each cell of a heatmap has its number written in it. */
  readonly numbers?: true;
  readonly spread?: Spread;
  readonly formats?: readonly FigureFormat[];
  /** Pixels of the PNG per inch. */
  readonly dpi?: number;
  readonly hide?: readonly Hidden[];
};

/**
 * A figure over the table of results. Columns are axis names, settings paths, metrics (`mmcs.truth.chance` too) and `repeat`.
 *
 * A line or scatter has `x` and `y`, a heatmap also `fill`, a histogram `x`, a history `y` (over the training step).
 */
export type FigureSpec = FigureOptions & {
  readonly kind: FigureKind;
  /** Name of its files, unique in the experiment. */
  readonly name: string;
  readonly title?: string;
  readonly caption?: string;
  readonly x?: string;
  /** Several: a line or history draws each as a series. */
  readonly y?: string | readonly string[];
  readonly fill?: string;
  readonly series?: string;
  readonly facet?: string;
  /** Only rows whose column has one of the values. A ratio axis by its ratio. */
  readonly where?: { readonly [column: string]: readonly Scalar[] };
  /** How rows that fall on one mark become one number. */
  readonly reduce: Reduction;
  /** Level of the confidence interval over repeats, in (0, 1); absent: none. */
  readonly interval?: number;
  /** Bounds of what is drawn, not of the data: of the colours where there is a fill, else of the y axis. */
  readonly domain?: readonly [number, number];
  readonly reference: readonly Reference[];
  /** Present only where a mark is left out. */
  readonly marks?: { readonly converged: false };
};
