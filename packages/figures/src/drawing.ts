import type { Markish } from "@observablehq/plot";
import type { ColourBar } from "./colour-bar.ts";
import type { LegendEntry } from "./legend.ts";
import type { PositionScale } from "./position-scale.ts";
import type { Table } from "./table.ts";

/** The marks of one facet, back to front. */
export interface Panel {
  readonly title?: string;
  readonly marks: readonly Markish[];
}

/** A figure before it is laid out. `notes` are sentences for the caption, `data` is what was drawn, `seeds` the least and most of a place. */
export interface Drawing {
  readonly x: PositionScale;
  readonly y: PositionScale;
  readonly panels: readonly Panel[];
  readonly legend: readonly LegendEntry[];
  readonly legendTitle?: string;
  readonly colourBar?: ColourBar;
  /** Rows of cells, where the height of a panel follows from them. */
  readonly cellRows?: number;
  readonly grid: boolean;
  readonly notes: readonly string[];
  readonly seeds: readonly [number, number];
  readonly data: Table;
}
