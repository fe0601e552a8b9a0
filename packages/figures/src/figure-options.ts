/** What a figure shows of the single repeats besides their interval: a dot each, or quartiles with whiskers. */
export type Spread = "interval" | "strip" | "box";

/** A kind of file that a figure is written as. */
export type FigureFormat = "svg" | "png" | "pdf";

/** A part of a figure that can be left out of the drawing; it stays in the metadata. */
type Hidden = "title" | "caption";

/** How a figure looks, each part as its kind has it unless it is given. */
export interface FigureOptions {
  /** Width of the figure in pixels of 1/96 inch. */
  readonly width?: number;
  /** Height of the whole figure; one whose text and panels need more is higher. */
  readonly height?: number;
  /** Names in place of those of the columns. */
  readonly labels?: Readonly<Partial<Record<"x" | "y" | "fill" | "series" | "facet", string>>>;
  /** Scales in place of those of the columns. */
  readonly scales?: Readonly<Partial<Record<Scaled, "linear" | "log">>>;
  /** Bounds of what is drawn, like `domain`. */
  readonly domains?: Readonly<Partial<Record<Scaled, readonly [number, number]>>>;
  /** How many bins a histogram has, equally wide on its scale, or their borders, ascending. */
  readonly bins?: number | readonly number[];
  /** Whether each cell of a heatmap has its number written in it. */
  readonly numbers?: boolean;
  readonly spread?: Spread;
  /** Files to write; SVG and PNG by default. */
  readonly formats?: readonly FigureFormat[];
  /** Pixels of the PNG per inch, {@link DEFAULT_DPI} by default. */
  readonly dpi?: number;
  readonly hide?: readonly Hidden[];
}

/** What of a figure has a scale. */
export type Scaled = "x" | "y" | "fill";

/** Pixels of an SVG per inch. */
export const SVG_DPI = 96;

/** Two pixels of a PNG for each of the SVG. */
export const DEFAULT_DPI = 192;

/** The files that a figure is written as where it does not say. */
export const DEFAULT_FORMATS: readonly FigureFormat[] = ["svg", "png"];
