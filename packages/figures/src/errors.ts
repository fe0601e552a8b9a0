import { GoldilocksError, type Issue } from "@goldilocks/diagnostics";

/** Every code this package throws. */
export type FiguresCode =
  | "FIGURES_UNKNOWN_COLUMN"
  | "FIGURES_CHANNEL"
  | "FIGURES_NOT_NUMERIC"
  | "FIGURES_NO_VALUES"
  | "FIGURES_NEGATIVE_ON_LOG"
  | "FIGURES_REFERENCE"
  | "FIGURES_INTERVAL"
  | "FIGURES_DOMAIN"
  | "FIGURES_OPTION"
  | "FIGURES_SCALE"
  | "FIGURES_BINS"
  | "FIGURES_SIZE"
  | "FIGURES_METADATA"
  | "FIGURES_NOT_A_FIGURE";

/** An issue of this package. */
export interface FiguresIssue extends Issue {
  readonly code: FiguresCode;
  /** The key of the figure that is wrong, dotted where it is inside a map: `scales.x`. */
  readonly option?: string;
}

/** A figure that cannot be drawn or read as asked. */
export class FiguresError extends GoldilocksError {
  declare readonly issues: readonly FiguresIssue[];
}
