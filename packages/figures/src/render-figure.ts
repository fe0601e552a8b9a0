import type { CaptionFacts } from "./caption.ts";
import { compose } from "./compose.ts";
import { drawHeatmap } from "./draw-heatmap.ts";
import { drawHistogram } from "./draw-histogram.ts";
import { drawLine } from "./draw-line.ts";
import { drawScatter } from "./draw-scatter.ts";
import type { Drawing } from "./drawing.ts";
import { failedHistoriesNote, type FailedRow } from "./failed-values.ts";
import type { FigureKind, FigureSpec } from "./figure-spec.ts";
import { type FigureMetadata, metadataNode } from "./metadata.ts";
import { whereNote } from "./selection-notes.ts";
import { type Scene, sceneOf } from "./scene.ts";
import { serialiseSvg } from "./serialise-svg.ts";
import type { Table } from "./table.ts";

/**
 * Everything a figure depends on. `histories` is a long table whose column `row` names rows of `table`; it is read by `history` figures
 * and wherever a figure names a column that only it has. `document` is a DOM document (linkedom's, or a browser's).
 */
export interface FigureInput {
  readonly figure: FigureSpec;
  readonly table: Table;
  readonly histories?: Table;
  /** Rows of `table` of which there is no history because their cells failed. */
  readonly failed?: readonly FailedRow[];
  readonly caption: CaptionFacts;
  readonly metadata: FigureMetadata;
  readonly document: unknown;
}

/** A drawn figure: the text of its SVG file, and the data drawn, one row a mark. */
export interface RenderedFigure {
  readonly svg: string;
  readonly data: Table;
}

const KINDS: Record<FigureKind, (scene: Scene) => Drawing> = {
  line: drawLine,
  history: drawLine,
  heatmap: drawHeatmap,
  scatter: drawScatter,
  histogram: drawHistogram,
};

/**
 * Draws a figure. The same input gives the same bytes on every machine, in any order and number of calls.
 *
 * @throws {@link FiguresError} with every issue of {@link checkFigure}; `FIGURES_NO_VALUES` where nothing is left to draw;
 *   `FIGURES_METADATA` for text that XML cannot hold.
 */
export function renderFigure(input: FigureInput): RenderedFigure {
  const { caption, document, metadata } = input;
  const { scene, notes } = sceneOf(input.figure, input.table, input.histories, metadata.key);
  const drawing = KINDS[scene.figure.kind](scene);
  const surroundings = {
    figure: scene.figure,
    caption,
    document,
    prefix: scene.prefix,
    metadata: metadataNode(metadata),
  };
  const failed = failedHistoriesNote(input.figure, input.table, input.failed ?? []);
  const root = compose({ ...drawing, notes: [whereNote(scene), ...drawing.notes, failed, ...notes] }, surroundings);
  return { svg: serialiseSvg(root, scene.prefix), data: drawing.data };
}
