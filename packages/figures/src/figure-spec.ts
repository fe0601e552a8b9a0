import type { FigureOptions } from "./figure-options.ts";

/** A value of a column that is not missing. */
export type Scalar = number | string | boolean;

/** How a figure shows its columns. */
export type FigureKind = "line" | "heatmap" | "scatter" | "history" | "histogram";

/** How the rows of one seed that fall on one place of a figure become one number; over seeds it is always the mean. */
export type Reduction = "mean" | "median" | "min" | "max";

/** Takes each training at one step, before rows are reduced by the mean. */
interface AtStep {
  readonly at: number;
}

/**
 * What is known without measuring: where every element dies, what a random dictionary reaches, and the L1 coefficients that Sharkey,
 * Braun and Millidge (2022) found good for a dictionary as large as the features (`zone`, 0.03 to 0.3).
 */
export type Reference = "deathLine" | "chance" | "zone";

/**
 * What to draw, in names of columns: one item of `figures:` in an experiment.
 *
 * `fill` is the colour of a heatmap or scatter, `series` the lines of one panel, `facet` one panel a value. `where` keeps the rows whose
 * column equals the value (or one of the list); a value may also be the label shown (`½×`). `interval` is the level of the interval over
 * seeds, in (0, 1), default 0.95. `domain` bounds what is drawn, not the data: the colours where there is a `fill`, else the y axis.
 */
export interface FigureSpec extends FigureOptions {
  readonly kind: FigureKind;
  readonly x?: string;
  /** Several: each is a series of a line or history. */
  readonly y?: string | readonly string[];
  readonly fill?: string;
  readonly series?: string;
  readonly facet?: string;
  readonly where?: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  readonly reduce?: Reduction | AtStep;
  readonly interval?: number;
  readonly reference?: readonly Reference[];
  /** Marks to leave out: `converged: false` draws what has not converged like everything else. The caption still counts it. */
  readonly marks?: { readonly converged?: boolean };
  readonly domain?: readonly [number, number];
  readonly name?: string;
  readonly title?: string;
  readonly caption?: string;
}

/** A figure as it is drawn: one column along y, bounds by channel, rows already taken at one step. */
export type DrawnFigure = Omit<FigureSpec, "y" | "reduce" | "domain"> & {
  readonly y?: string;
  readonly reduce?: Reduction;
};
