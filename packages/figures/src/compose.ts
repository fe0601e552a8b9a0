import { type CaptionFacts, captionText, drawCaption, factLines } from "./caption.ts";
import { drawColourBar } from "./colour-bar.ts";
import type { Drawing } from "./drawing.ts";
import type { DrawnFigure } from "./figure-spec.ts";
import { BARE_LEFT, EDGE, type Layout, layOut, panelStep, WIDTH, withShortTicks } from "./layout.ts";
import { drawLegend } from "./legend.ts";
import { drawPanel, PANEL_TOP } from "./panel.ts";
import { moved, type SvgNode, svg } from "./svg-node.ts";
import { GREYS, label, ROOT_TEXT, SIZES } from "./text-style.ts";
import { wrapText } from "./text-width.ts";

/** What surrounds a drawing. */
export interface Surroundings {
  readonly figure: DrawnFigure;
  readonly caption: CaptionFacts;
  readonly document: unknown;
  readonly prefix: string;
  readonly metadata: SvgNode;
}

/** Title, legend, panels with their colour bar, and caption, from top to bottom in one SVG element. */
export function compose(whole: Drawing, around: Surroundings): SvgNode {
  const { width = WIDTH, title: heading, hide = [] } = around.figure;
  const drawing = withShortTicks(whole, width);
  const inner = width - 2 * EDGE;
  const facts = factLines(around.caption, drawing.seeds);
  const title = hide.includes("title") ? EMPTY : drawTitle(heading, inner);
  const legend = drawLegend(drawing.legend, drawing.legendTitle, inner);
  const caption = hide.includes("caption") ? EMPTY : drawCaption(around.figure.caption, drawing.notes, facts, inner);
  const panels = fittedPanels(drawing, around, [title, legend, caption]);
  const blocks = [title, legend, panels, caption].filter((block) => block.height > 0);
  let y = EDGE;
  const placed = blocks.map((block) => {
    const node = moved(EDGE, y, ...block.nodes);
    y += block.height + BETWEEN;
    return node;
  });
  const height = Math.max(Math.ceil(y - BETWEEN + EDGE), around.figure.height ?? 0);
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      ...size,
      ...ROOT_TEXT,
      color: GREYS.ink,
      fill: GREYS.ink,
      role: "img",
    },
    ...(heading === undefined ? [] : [svg("title", {}, heading)]),
    svg("desc", {}, captionText(around.figure.caption, drawing.notes, facts)),
    around.metadata,
    svg("rect", { width, height, fill: "#ffffff" }),
    ...placed,
  );
}

interface Block {
  readonly nodes: readonly SvgNode[];
  readonly height: number;
}

const EMPTY: Block = { nodes: [], height: 0 };
/** The room between two blocks. */
const BETWEEN = 8;
/** Panels are never lower, whatever height a figure asks for. */
const LEAST_HEIGHT = 60;

/** The panels, as high as the figure's height leaves room beside the other blocks. */
function fittedPanels(drawing: Drawing, around: Surroundings, others: readonly Block[]): Block {
  const { width = WIDTH, height } = around.figure;
  const free = layOut(drawing, { width });
  const drawn = drawPanels(drawing, free, around);
  if (height === undefined) return drawn;
  const beside = others.filter((block) => block.height > 0).reduce((sum, block) => sum + block.height + BETWEEN, 0);
  const spare = height - 2 * EDGE - beside - drawn.height;
  const rows = Math.ceil(drawing.panels.length / free.across);
  const panelHeight = Math.max(LEAST_HEIGHT, Math.floor(free.height + spare / rows));
  return drawPanels(drawing, layOut(drawing, { width, panelHeight }), around);
}

function drawTitle(title: string | undefined, width: number): Block {
  const lines = title === undefined ? [] : wrapText(title, SIZES.title * 1.08, width); // bold is wider
  const look = { "font-size": SIZES.title, "font-weight": 700 };
  return {
    nodes: lines.map((line, index) => label(line, 0, 13 + index * 19, look)),
    height: lines.length * 19,
  };
}

function drawPanels(drawing: Drawing, layout: Layout, around: Surroundings): Block {
  const { across, left, bottom, width, height } = layout;
  const count = drawing.panels.length;
  const titles = drawing.panels.map((panel) => wrapText(panel.title ?? "", SIZES.axis, width + BARE_LEFT));
  const lines = Math.max(...titles.map(({ length }) => length));
  const titled = lines === 0 ? 0 : 18 + (lines - 1) * LINE;
  const rows = Math.ceil(count / across);
  const rowHeight = titled + PANEL_TOP + height + 14;
  const nodes = drawing.panels.flatMap((panel, index) => {
    const column = index % across;
    const [showX, showY] = [index + across >= count, column === 0];
    const own = showY ? left : BARE_LEFT;
    const x = left - own + column * panelStep(layout);
    const y = Math.floor(index / across) * rowHeight;
    const title = titles[index] ?? [];
    // A title that is shorter than others stands next to its panel.
    const top = 13 + (lines - title.length) * LINE;
    const name = title.map((line, row) => label(line, own, top + row * LINE, { "font-size": SIZES.axis }));
    const frame = { document: around.document, left: own, bottom, width, height, showX, showY };
    const marks = svg("g", panelLook(x, y + titled), ...drawPanel(drawing, panel, frame));
    const names = [...(showX ? xLabel(layout, own) : []), ...(showY ? yLabel(layout) : [])];
    return [moved(x, y, ...name), marks, moved(x, y + titled + PANEL_TOP, ...names)];
  });
  const end = left + (across - 1) * panelStep(layout) + width;
  return {
    nodes: [
      ...nodes,
      ...barNodes(drawing, end + 18, titled + PANEL_TOP, (rows - 1) * rowHeight + height, around.prefix),
    ],
    height: rows * rowHeight + bottom - 14,
  };
}

const AXIS_LABEL = { "font-size": SIZES.axis, "text-anchor": "middle" } as const;
const LINE = 15;

function xLabel({ xLines, width, height, bottom }: Layout, left: number): SvgNode[] {
  const first = height + bottom - (xLines.length - 1) * LINE - 4;
  return xLines.map((line, index) => label(line, left + width / 2, first + index * LINE, AXIS_LABEL));
}

function yLabel({ yLines, height }: Layout): SvgNode[] {
  return yLines.map((line, index) =>
    label(line, 0, 0, {
      ...AXIS_LABEL,
      transform: `translate(${11 + index * LINE},${height / 2}) rotate(-90)`,
    }),
  );
}

const panelLook = (x: number, y: number): Record<string, string | number> => ({
  transform: `translate(${x},${y})`,
  "text-anchor": "middle",
  "font-size": SIZES.tick,
});

function barNodes({ colourBar }: Drawing, x: number, y: number, height: number, prefix: string): SvgNode[] {
  if (colourBar === undefined) return [];
  const size = Math.min(height, 340);
  return [moved(x, y + (height - size) / 2, ...drawColourBar(colourBar, size, prefix))];
}
